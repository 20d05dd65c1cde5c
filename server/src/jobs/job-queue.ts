import { fromBunSql, PgBoss, type JobWithMetadata } from 'pg-boss';
import type { Logger } from 'pino';
import type { Database, Sql } from '../database/connect.ts';
import { createPump } from './pump.ts';

/** A job in the hands of a worker: `last` tells that it will not be tried again when it fails. */
export type TakenJob<Data> = { data: Data; last: boolean };

/** How a queue treats its jobs; all times in seconds. */
export type QueueRules = {
  /** A job that takes longer than this is taken from its worker, which may be dead, and tried again. */
  longest: number;
  /** Before the first retry; it doubles each time, up to `longestDelay`. */
  firstDelay: number;
  longestDelay: number;
  /** How often a job is tried again after it failed. */
  retries: number;
};

/** A durable queue of jobs in the database, of which exactly one process works on each. */
export type JobQueue<Data extends object> = {
  /** Adds jobs within the caller's transaction. Of jobs with the same `group` few run at once. */
  add(transaction: Sql, jobs: readonly { data: Data; group: string }[]): Promise<void>;
  /** How many jobs wait, for their turn or for their next try. */
  waiting(): Promise<number>;
  /** Looks for jobs now rather than within a second. */
  wake(): void;
  /** Lets the jobs under way end, for some seconds at most; what is left is tried again later. */
  stop(): Promise<void>;
};

/** How many jobs of one process run at once, and how many of one group in all processes. */
const [atOnce, ofOneGroup] = [16, 4];
/** How often a process looks for jobs that others have added, or that are due again. */
const roundMilliseconds = 1_000;

/**
 * Opens a queue, makes its tables (a schema of their own, `pgboss`) where they are not there, and
 * works on its jobs from now on. A job fails when `work` throws. Where it cannot be opened, as by a user
 * who may not make a schema, nothing of it is left.
 */
export async function openJobQueue<Data extends object>(
  database: Pick<Database, 'open' | 'release'>,
  log: Logger,
  name: string,
  rules: QueueRules,
  work: (job: TakenJob<Data>) => Promise<void>,
): Promise<JobQueue<Data>> {
  const pool = database.open(3, { types: { json: jsonAsGiven } });
  const boss = await openBoss(pool, log, name, rules).catch(async (error: unknown) => {
    await database.release(pool);
    throw error;
  });
  const pump = createPump<JobWithMetadata<Data>>({
    atOnce,
    take: (most) =>
      boss.fetch<Data>(name, {
        batchSize: most,
        includeMetadata: true,
        groupConcurrency: ofOneGroup,
      }),
    async work(job) {
      const attempt = { id: job.id, retryCount: job.retryCount };
      try {
        await work({ data: job.data, last: job.retryCount >= job.retryLimit });
      } catch (error) {
        await boss.fail(name, attempt, { message: (error as Error).message });
        return;
      }
      await boss.complete(name, attempt);
    },
    // The job stays as it is until it expires, and is then tried again.
    failed: (err) => log.warn({ err }, 'a job waits'),
  });
  const timer = setInterval(pump.wake, roundMilliseconds).unref();
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
      await pump.stop(stopMilliseconds);
      await boss.stop({ close: false, graceful: false });
    },
  };
}

/** How long jobs may take to end when the process stops. */
const stopMilliseconds = 4_000;

async function openBoss(pool: Sql, log: Logger, name: string, rules: QueueRules): Promise<PgBoss> {
  const boss = new PgBoss({
    db: adapt(pool),
    schedule: false,
    reindex: false,
    registerInstance: false,
    // How soon a killed worker's job is noticed.
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
  });
  boss.on('error', (err) => log.warn({ err }, 'job queue'));
  try {
    await boss.start();
    await boss.createQueue(name, {
      expireInSeconds: rules.longest,
      retryLimit: rules.retries,
      retryDelay: rules.firstDelay,
      retryDelayMax: rules.longestDelay,
      retryBackoff: true,
      deleteAfterSeconds: 3_600,
    });
  } catch (error) {
    await boss.stop({ close: false, graceful: false });
    throw error;
  }
  return boss;
}

/** The library's adapter for Bun's client, whose interface is that of the `postgres` driver. */
function adapt(sql: Sql) {
  return fromBunSql(sql as unknown as Parameters<typeof fromBunSql>[0]);
}

/** The library writes its JSON itself, and the driver would put a string in quotes once more. */
const jsonAsGiven = {
  to: 114,
  from: [114, 3802],
  serialize: (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value)),
  parse: (text: string) => JSON.parse(text) as unknown,
};
