import { fromBunSql, PgBoss, type JobWithMetadata } from 'pg-boss';
import type { Logger } from 'pino';
import type { Database } from '../database/pools.ts';
import type { Sql } from '../database/sql.ts';
import { createPump } from './pump.ts';

/** A job for a worker. `last`: it is not tried again when it fails. */
export type TakenJob<Data> = { data: Data; last: boolean };

/** Thrown by the work of a job: try it again in a second, and do not count this as a failure. */
export class TryLater extends Error {
  override readonly name = 'TryLater';
}

/** How a queue treats its jobs. */
export type QueueRules = {
  /** After so many seconds a job is tried again, because its worker may have died. */
  timeoutS: number;
  /** Seconds before the first retry. The delay doubles each time, up to `maxDelayS`. */
  firstDelayS: number;
  maxDelayS: number;
  /** How often a job is tried again after it failed. */
  retries: number;
  /** How often a process looks for jobs that others have added, or whose retry is due; milliseconds. */
  pollMs: number;
};

/** A durable queue of jobs in the database. At most one process works on a job at a time. */
export type JobQueue<Data extends object> = {
  /** Adds jobs within the caller's transaction. At most four jobs of the same `group` run at once. */
  add(transaction: Sql, jobs: readonly { data: Data; group: string }[]): Promise<void>;
  /** How many jobs are not done yet. */
  waiting(): Promise<number>;
  /** Looks for jobs at once, before the next poll. */
  wake(): void;
  /** Waits up to four seconds for running jobs. Those that have not ended are tried again later. */
  stop(): Promise<void>;
};

/** How many jobs run at once in one process. */
const concurrency = 16;
/** How many jobs of one group run at once in all processes: a quarter, so that one group leaves room. */
const groupConcurrency = 4;
/** How long running jobs may take to end when the process stops. */
const stopTimeoutMs = 4_000;

/**
 * Opens a queue and works on its jobs until it is stopped. Creates its tables in the schema `pgboss` if
 * they do not exist. A job fails when `work` rejects. When the queue cannot be opened, for example because
 * the user may not create a schema, this rejects and closes its connections.
 */
export async function openJobQueue<Data extends object>(
  database: Pick<Database, 'open' | 'release'>,
  log: Logger,
  name: string,
  rules: QueueRules,
  work: (job: TakenJob<Data>) => Promise<void>,
): Promise<JobQueue<Data>> {
  const pool = database.open(3, { types: { json: rawJson } });
  const boss = await openBoss(pool, log, name, rules).catch(async (error: unknown) => {
    await database.release(pool);
    throw error;
  });
  const pump = createPump<JobWithMetadata<Data>>({
    concurrency,
    take: (limit) =>
      boss.fetch<Data>(name, {
        batchSize: limit,
        includeMetadata: true,
        groupConcurrency,
      }),
    work: (job) =>
      tryJob(boss, job, work).catch((error: unknown) => {
        if (!(error instanceof TryLater)) throw error;
        return putOff(pool, name, job.id);
      }),
    // The job stays active until its timeout, and is then tried again.
    onError: (err) => log.warn({ err }, 'a job waits'),
  });
  const timer = setInterval(pump.wake, rules.pollMs).unref();
  return {
    async add(transaction, jobs) {
      await boss.insert(
        name,
        jobs.map(({ data, group }) => ({ data, group: { id: group } })),
        { db: adapt(transaction) },
      );
    },
    wake: pump.wake,
    async waiting() {
      const [row] = await pool<[{ jobs: number }]>`
        select count(*)::int as jobs from pgboss.job
        where name = ${name} and state in ('created', 'retry', 'active')`;
      return row.jobs;
    },
    async stop() {
      clearInterval(timer);
      await pump.stop(stopTimeoutMs);
      await boss.stop({ close: false, graceful: false });
    },
  };
}

/** Tries a job once, and records whether it succeeded. */
async function tryJob<Data extends object>(
  boss: PgBoss,
  job: JobWithMetadata<Data>,
  work: (job: TakenJob<Data>) => Promise<void>,
): Promise<void> {
  const attempt = { id: job.id, retryCount: job.retryCount };
  try {
    await work({ data: job.data, last: job.retryCount >= job.retryLimit });
  } catch (error) {
    if (error instanceof TryLater) throw error;
    await boss.fail(job.name, attempt, { message: (error as Error).message });
    return;
  }
  await boss.complete(job.name, attempt);
}

/**
 * Makes a running job wait for another second. Without `started_on` it counts as not tried: pg-boss would
 * otherwise count a retry and double the delay.
 */
async function putOff(pool: Sql, name: string, id: string): Promise<void> {
  await pool`
    update pgboss.job
    set state = 'retry', started_on = null, start_after = now() + interval '1 second'
    where name = ${name} and id = ${id}::uuid and state = 'active'`;
}

async function openBoss(pool: Sql, log: Logger, name: string, rules: QueueRules): Promise<PgBoss> {
  const boss = new PgBoss({
    db: adapt(pool),
    schedule: false,
    reindex: false,
    registerInstance: false,
    // How soon the job of a killed worker is tried again after its timeout.
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
  });
  boss.on('error', (err) => log.warn({ err }, 'job queue'));
  try {
    await boss.start();
    await boss.createQueue(name, {
      expireInSeconds: rules.timeoutS,
      retryLimit: rules.retries,
      retryDelay: rules.firstDelayS,
      retryDelayMax: rules.maxDelayS,
      retryBackoff: true,
      deleteAfterSeconds: 3_600,
    });
  } catch (error) {
    await boss.stop({ close: false, graceful: false });
    throw error;
  }
  return boss;
}

/** pg-boss has an adapter for Bun's client, whose interface is that of the `postgres` driver. */
function adapt(sql: Sql) {
  return fromBunSql(sql as unknown as Parameters<typeof fromBunSql>[0]);
}

/** pg-boss serialises JSON itself, so a string goes as it is: the driver would quote it once more. */
const rawJson = {
  to: 114,
  from: [114, 3802],
  serialize: (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value)),
  parse: (text: string) => JSON.parse(text) as unknown,
};
