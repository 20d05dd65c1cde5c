import postgres from 'postgres';
import { StartError, type Config } from '../config/config.ts';
import { defaultTimings, type Timings } from '../config/timings.ts';
import { becomeOwner, type Owner } from './embedded/cluster.ts';
import { startEmbedded, type EmbeddedDatabase } from './embedded/start.ts';
import { startHealthCheck, watchWrites } from './health.ts';
import { replaceablePool, type ReplaceablePool } from './replaceable-pool.ts';
import type { Sql } from './sql.ts';
import { openWritingConnection, type Transactions } from './transactions.ts';

export type Database = {
  /** For reads and for settings. */
  pool: Sql;
  /** One connection for live answers only, so that none waits behind a slow read. */
  writer: Transactions;
  /** Whether the database answered the last health check. */
  isAnswering(): boolean;
  /** Whether writes succeed. A database that answers may be full or read-only. */
  isTakingWrites(): boolean;
  /** Takes the error of any failed statement: `isTakingWrites` is derived from these. */
  noteFailure(error: unknown): void;
  /** Opens a further pool of at most `max` connections for background work; `close` closes it too. */
  open(max: number, options?: PoolOptions & { statementTimeoutMs?: number }): Sql;
  /** Closes a further pool before the others. */
  release(opened: Sql): Promise<void>;
  close(): Promise<void>;
};

type PoolOptions = Pick<
  postgres.Options<Record<string, postgres.PostgresType>>,
  'types' | 'connection'
>;

/** A statement that takes longer is cancelled, and the client is asked to try again. */
const statementTimeoutsMs = { read: 15_000, write: 4_000 };

/** Connects to `DATABASE_URL`, or starts the embedded database. Throws a `StartError`. */
export async function connectDatabase(
  config: Config,
  timings: Timings = defaultTimings,
): Promise<Database> {
  if (config.databaseUrl) return openPools(config.databaseUrl, timings);
  const embedded = await startEmbedded(config.dataDirectory);
  let owner: Owner | undefined;
  try {
    owner = await becomeOwner(embedded.url);
    if (owner) return await openEmbedded(embedded, owner, timings);
  } catch (error) {
    await owner?.release();
    await embedded.stop();
    throw error;
  }
  embedded.leave();
  throw new StartError(
    `Another Nines server already runs on ${config.dataDirectory}: stop it, or set DATA_DIR to another folder`,
  );
}

async function openEmbedded(
  embedded: EmbeddedDatabase,
  owner: Owner,
  timings: Timings,
): Promise<Database> {
  const database = await openPools(embedded.url, timings);
  return {
    ...database,
    async close() {
      await database.close();
      await owner.release();
      await embedded.stop();
    },
  };
}

async function openPools(url: string, timings: Timings): Promise<Database> {
  const { read, write } = statementTimeoutsMs;
  const pool = replaceablePool(() => openPool(url, 8, read));
  const writer = openWritingConnection((onclose) =>
    openPool(url, 1, write, { onclose, max_lifetime: null }),
  );
  try {
    await checkVersion(pool.sql);
  } catch (error) {
    await Promise.all([pool.end(0), writer.end(0)]);
    throw error;
  }
  const further = furtherPools(url);
  const replaceAll = (seconds: number) => {
    for (const each of [pool, writer, further]) each.replace(seconds);
  };
  const health = startHealthCheck(
    (onclose) => replaceablePool(() => openPool(url, 1, read, { onclose, max_lifetime: null })),
    { onLost: () => replaceAll(0), onFound: () => replaceAll(5) },
    timings,
  );
  const writes = watchWrites(
    () => openPool(url, 1, write),
    () => replaceAll(5),
    timings,
  );
  return {
    pool: pool.sql,
    writer,
    isAnswering: health.isHealthy,
    isTakingWrites: writes.areTaken,
    noteFailure: writes.noteFailure,
    open: further.open,
    release: further.release,
    async close() {
      await Promise.all([writes.stop(), further.end(2)]);
      await Promise.all([health.stop(), pool.end(2), writer.end(2)]);
    },
  };
}

/** The pools for background work. */
function furtherPools(url: string) {
  const pools: ReplaceablePool[] = [];
  const open: Database['open'] = (max, given = {}) => {
    const { statementTimeoutMs: timeoutMs = statementTimeoutsMs.read, ...options } = given;
    const opened = replaceablePool(() => openPool(url, max, timeoutMs, options));
    pools.push(opened);
    return opened.sql;
  };
  return {
    open,
    async release(opened: Sql): Promise<void> {
      const index = pools.findIndex(({ sql }) => sql === opened);
      if (index >= 0) await pools.splice(index, 1)[0]!.end(0);
    },
    replace(seconds: number): void {
      for (const each of pools) each.replace(seconds);
    },
    async end(seconds: number): Promise<void> {
      await Promise.all(pools.map((each) => each.end(seconds)));
    },
  };
}

async function checkVersion(sql: Sql): Promise<void> {
  const [row] = await sql`select current_setting('server_version_num')::int as version`.catch(
    (error: Error) => {
      throw new StartError(`The database does not answer: ${error.message}`);
    },
  );
  if (row?.['version'] < 150_000) {
    throw new StartError('DATABASE_URL: PostgreSQL 15 or newer is needed');
  }
}

/** Opens a pool of at most `max` connections. A statement that takes longer than `timeoutMs` is cancelled. */
export function openPool(
  url: string,
  max: number,
  timeoutMs: number,
  options: postgres.Options<{}> = {},
): Sql {
  return postgres(url, {
    max,
    connect_timeout: 3,
    // The driver's own delays between reconnects grow to twenty seconds, and queries wait for them.
    backoff: () => 0.1,
    // The driver can lose track of a connection when its pool ends; this closes it some day.
    idle_timeout: 300,
    onnotice: () => {},
    ...options,
    connection: {
      application_name: 'nines',
      statement_timeout: timeoutMs,
      ...options.connection,
    },
    types: {
      // Ids stay below 2^53, so a number holds them.
      bigint: { to: 20, from: [20], parse: Number, serialize: String },
      // A day is a day of the shop's time zone. A Date would shift it to another zone's day.
      day: { to: 1082, from: [1082], parse: String, serialize: String },
      ...options.types,
    },
  }) as unknown as Sql;
}
