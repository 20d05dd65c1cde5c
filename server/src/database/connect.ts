import postgres from 'postgres';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError, type Config } from '../config.ts';
import { startEmbedded } from './embedded.ts';

/** A pool of connections that speaks PostgreSQL's types as we want them. */
export type Sql = postgres.Sql<{ bigint: number; day: string }>;

export type Database = {
  /** For reads and for settings. */
  pool: Sql;
  /** One connection, for the batch writer alone: a slow read must never stand before an answer. */
  writer: Sql;
  close(): Promise<void>;
};

/** Held by the process that owns an embedded database, for as long as it lives. */
const ownerLock = 909_009;

/** Connects to `DATABASE_URL`, or starts the embedded database. Throws a `StartError`. */
export async function connectDatabase(config: Config): Promise<Database> {
  if (config.databaseUrl) return openPools(config.databaseUrl);
  const embedded = await startEmbedded(config.dataDirectory);
  const owner = postgres(embedded.url, { max: 1, max_lifetime: null, onnotice: () => {} });
  if (!(await becomeOwner(owner))) {
    await owner.end();
    throw new StartError(
      `Another Nines server already runs on ${config.dataDirectory}: stop it, or set DATA_DIR to another folder`,
    );
  }
  const database = await openPools(embedded.url);
  return {
    ...database,
    async close() {
      await database.close();
      await owner.end({ timeout: 1 });
      await embedded.stop();
    },
  };
}

/** A killed owner's lock goes with its connection, a moment later. */
async function becomeOwner(owner: postgres.Sql): Promise<boolean> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const [row] = await owner`select pg_try_advisory_lock(${ownerLock}) as held`;
    if (row?.['held']) return true;
    await sleep(100);
  }
  return false;
}

async function openPools(url: string): Promise<Database> {
  const pool = openPool(url, 8);
  const writer = openPool(url, 1);
  try {
    const [row] = await pool`select current_setting('server_version_num')::int as version`;
    if (row?.['version'] < 150_000)
      throw new StartError('DATABASE_URL: PostgreSQL 15 or newer is needed');
  } catch (error) {
    await Promise.all([pool.end({ timeout: 0 }), writer.end({ timeout: 0 })]);
    if (error instanceof StartError) throw error;
    throw new StartError(`The database does not answer: ${(error as Error).message}`);
  }
  return {
    pool,
    writer,
    async close() {
      await Promise.all([pool.end({ timeout: 5 }), writer.end({ timeout: 5 })]);
    },
  };
}

function openPool(url: string, max: number): Sql {
  return postgres(url, {
    max,
    connect_timeout: 5,
    onnotice: () => {},
    // A plan made once serves every batch: planning anew costs more than it finds.
    connection: { application_name: 'nines', plan_cache_mode: 'force_generic_plan' },
    types: {
      // Ids stay below 2^53, so a number holds them.
      bigint: { to: 20, from: [20], parse: Number, serialize: String },
      // A day is a day of the shop's time zone: no Date, which would place it in another.
      day: { to: 1082, from: [1082], parse: String, serialize: String },
    },
  }) as unknown as Sql;
}
