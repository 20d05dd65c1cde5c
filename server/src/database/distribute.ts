import { readConfig, StartError } from '../config/config.ts';
import { migrate } from './migrate.ts';
import { openPool } from './pools.ts';
import type { Sql } from './sql.ts';

/**
 * The tables that grow with the answers. All rows of a shop, in all of these tables, are on one node. So each
 * statement names one shop, and may join these tables with one another, but not with any other table.
 */
const distributedTables = [
  'responses',
  'views',
  'rollups',
  'cases',
  'recounts',
  'bursts',
  'delighted_people',
  'delighted_survey_requests',
  'suppressions',
];

/**
 * Tables that stay on the coordinator and are written in one transaction with distributed ones. Citus commits
 * in two phases only what it knows of. Otherwise a crash of the coordinator could lose the event of an answer.
 */
const coordinatorTables = ['webhook_events', 'webhook_deliveries'];

/**
 * Distributes the tables of a Citus by shop, with the rows that they hold. `url` names its coordinator. It
 * can be repeated: what is distributed already stays as it is. `print` gets one line for each table. Throws a
 * `StartError` when the server does not answer or is not the coordinator of a Citus.
 */
export async function distribute(url: string, print: (line: string) => void): Promise<void> {
  // Moving the rows takes as long as it takes, so statements have no timeout.
  const sql = openPool(url, 1, 0);
  try {
    await checkCitus(sql);
    await migrate(sql);
    for (const table of distributedTables) {
      const isNew = await distributeTable(sql, table);
      const [{ shards }] = await sql<[{ shards: number }]>`
        select count(*)::int as shards from pg_dist_shard where logicalrelid = ${table}::text::regclass`;
      const done = `distributed by shop_id over ${shards} shards`;
      print(`${table}: ${isNew ? '' : 'already '}${done}`);
    }
    for (const table of coordinatorTables) {
      const isNew = await addToMetadata(sql, table);
      print(`${table}: ${isNew ? '' : 'already '}known to Citus, on the coordinator`);
    }
  } finally {
    await sql.end();
  }
}

async function checkCitus(sql: Sql): Promise<void> {
  const [extension] = await sql`select from pg_extension where extname = 'citus'`.catch(
    (error: Error) => {
      throw new StartError(`The database does not answer: ${error.message}`);
    },
  );
  if (!extension) {
    throw new StartError('DATABASE_URL: this database has no Citus (CREATE EXTENSION citus)');
  }
  const [{ group }] = await sql<
    [{ group: number }]
  >`select groupid as group from pg_dist_local_group`;
  if (group !== 0)
    throw new StartError('DATABASE_URL: this is a worker of the Citus, not its coordinator');
}

/** Resolves to whether the table was not distributed before. */
async function distributeTable(sql: Sql, table: string): Promise<boolean> {
  const isNew = !(await isKnown(sql, table));
  if (isNew) {
    const first = distributedTables[0]!;
    const group = table === first ? 'default' : first;
    await sql`select create_distributed_table(${table}::text::regclass, 'shop_id', colocate_with => ${group})`;
  }
  // The rows were copied, and the originals still take space. Also where an earlier run ended before this.
  await sql`select truncate_local_data_after_distributing_table(${table}::text::regclass)`;
  return isNew;
}

/** Resolves to whether Citus did not know the table before. */
async function addToMetadata(sql: Sql, table: string): Promise<boolean> {
  if (await isKnown(sql, table)) return false;
  await sql`select citus_add_local_table_to_metadata(${table}::text::regclass)`;
  return true;
}

async function isKnown(sql: Sql, table: string): Promise<boolean> {
  const rows =
    await sql`select from pg_dist_partition where logicalrelid = ${table}::text::regclass`;
  return rows.length > 0;
}

/** The command `pnpm distribute`. */
async function main(): Promise<void> {
  try {
    const { databaseUrl } = readConfig(process.env);
    if (!databaseUrl) throw new StartError('DATABASE_URL must name the coordinator of a Citus');
    await distribute(databaseUrl, (line) => process.stdout.write(`${line}\n`));
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

if (import.meta.main) await main();
