import postgres from 'postgres';
import { StartError, type Config } from '../config.ts';
import { startEmbedded, type EmbeddedDatabase } from './embedded.ts';
import { becomeOwner, type Owner } from './owner.ts';
import { feelPulse } from './pulse.ts';
import { renewable, type Renewable } from './renewable.ts';
import { watchWrites } from './watch-writes.ts';

/** A pool of connections that speaks PostgreSQL's types as we want them. */
export type Sql = postgres.Sql<{ bigint: number; day: string }>;

export type Database = {
  /** For reads and for settings. */
  pool: Sql;
  /** One connection, for the batch writer alone: a slow read must never stand before an answer. */
  writer: Sql;
  /** Whether the database answered when it was last asked, half a second ago. */
  isAnswering(): boolean;
  /** Whether it takes what is new: one that answers may be full, or may only be read. */
  isTakingWrites(): boolean;
  /** Tells of whatever a statement failed with, for that is how `isTakingWrites` knows. */
  noteFailure(error: unknown): void;
  /**
   * A further pool of at most `max` connections for work in the background, closed with the others.
   * `longestStatement` is in milliseconds, as for reads by default.
   */
  open(max: number, options?: Types & { longestStatement?: number }): Sql;
  /** Closes a further pool before the others. */
  release(opened: Sql): Promise<void>;
  close(): Promise<void>;
};

type Types = Pick<postgres.Options<Record<string, postgres.PostgresType>>, 'types' | 'connection'>;

/** No statement may take longer, in milliseconds: whoever waits for it is told to come back. */
const longest = { read: 15_000, write: 4_000 };

/** Connects to `DATABASE_URL`, or starts the embedded database. Throws a `StartError`. */
export async function connectDatabase(config: Config): Promise<Database> {
  if (config.databaseUrl) return openPools(config.databaseUrl);
  const embedded = await startEmbedded(config.dataDirectory);
  let owner: Owner | undefined;
  try {
    owner = await becomeOwner(embedded.url);
    if (owner) return await openEmbedded(embedded, owner);
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

async function openEmbedded(embedded: EmbeddedDatabase, owner: Owner): Promise<Database> {
  const database = await openPools(embedded.url);
  return {
    ...database,
    async close() {
      await database.close();
      await owner.release();
      await embedded.stop();
    },
  };
}

async function openPools(url: string): Promise<Database> {
  const pool = renewable(() => openPool(url, 8, longest.read));
  const writer = renewable(() => openPool(url, 1, longest.write));
  const further: Renewable[] = [];
  try {
    const [row] = await pool.sql`select current_setting('server_version_num')::int as version`;
    if (row?.['version'] < 150_000)
      throw new StartError('DATABASE_URL: PostgreSQL 15 or newer is needed');
  } catch (error) {
    await Promise.all([pool.end(0), writer.end(0)]);
    if (error instanceof StartError) throw error;
    throw new StartError(`The database does not answer: ${(error as Error).message}`);
  }
  const renewAll = (seconds: number) => {
    for (const each of [pool, writer, ...further]) each.renew(seconds);
  };
  const pulse = feelPulse(
    (onclose) => openPool(url, 1, longest.read, { onclose, max_lifetime: null }),
    { onLost: () => renewAll(0), onFound: () => renewAll(5) },
  );
  const writes = watchWrites(
    () => openPool(url, 1, longest.write),
    () => renewAll(5),
  );
  return {
    pool: pool.sql,
    writer: writer.sql,
    isAnswering: pulse.isBeating,
    isTakingWrites: writes.areTaken,
    noteFailure: writes.noteFailure,
    open(max, { longestStatement = longest.read, ...options } = {}) {
      const opened = renewable(() => openPool(url, max, longestStatement, options));
      further.push(opened);
      return opened.sql;
    },
    async release(opened) {
      const index = further.findIndex(({ sql }) => sql === opened);
      if (index >= 0) await further.splice(index, 1)[0]!.end(0);
    },
    async close() {
      await Promise.all([writes.stop(), ...further.map((each) => each.end(2))]);
      await Promise.all([pulse.stop(), pool.end(2), writer.end(2)]);
    },
  };
}

function openPool(
  url: string,
  max: number,
  longestStatement: number,
  options: postgres.Options<{}> = {},
): Sql {
  return postgres(url, {
    max,
    connect_timeout: 3,
    // The driver's own waits grow to twenty seconds, and a query waits with them.
    backoff: () => 0.1,
    // A connection that the driver forgot, as it may when a pool ends, does not stay for ever.
    idle_timeout: 300,
    onnotice: () => {},
    ...options,
    connection: {
      application_name: 'nines',
      statement_timeout: longestStatement,
      ...options.connection,
    },
    types: {
      // Ids stay below 2^53, so a number holds them.
      bigint: { to: 20, from: [20], parse: Number, serialize: String },
      // A day is a day of the shop's time zone: no Date, which would place it in another.
      day: { to: 1082, from: [1082], parse: String, serialize: String },
      ...options.types,
    },
  }) as unknown as Sql;
}
