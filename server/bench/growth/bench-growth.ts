import postgres from 'postgres';
import type { Sql } from '../../src/database/sql.ts';
import type { BenchOptions } from '../main.ts';
import { startBenchCluster, startNines, type BenchNines } from '../harness/processes.ts';
import { createEndings } from '../harness/endings.ts';
import { shopOrigin } from '../../test/harness/shops.ts';
import { processorTime } from '../harness/processor-time.ts';
import { startLoad, type Load } from '../load/load.ts';
import { fill } from './fill.ts';
import { reportGrowth, type Round, type Sizes } from './report-growth.ts';

/** A server with this number of stored responses, and the results of its rounds. */
type Stage = { stored: number; nines: BenchNines; sql: postgres.Sql; rounds: Round[] };

const shopCount = 20;
const milliseconds = 3_000;

/**
 * The throughput with no, one million and ten million stored responses, in interleaved rounds, and the cost of
 * an answer for the server and PostgreSQL. `--middle` stores 0, 300 thousand and 3 million.
 */
export async function benchGrowth({ short, args }: BenchOptions): Promise<void> {
  const middle = args.includes('--middle');
  const most = middle ? 3_000_000 : 10_000_000;
  const [counts, rounds] = short ? [[0, 100_000], 3] : [[0, most / 10, most], 7];
  const endings = createEndings();
  try {
    const cluster = await startBenchCluster(endings);
    const stages: Stage[] = [];
    for (const stored of counts) {
      const databaseUrl = await cluster.createDatabase();
      const nines = await startNines(databaseUrl, shopCount, endings);
      const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
      endings.add(() => sql.end());
      await fillDatabase(sql, nines, stored);
      stages.push({ stored, nines, sql, rounds: [] });
    }
    const load = await startLoad(endings);
    for (const stage of stages) await loadStage(load, stage, cluster.pid);
    for (let round = 0; round < rounds; round += 1) {
      for (const stage of stages) stage.rounds.push(await loadStage(load, stage, cluster.pid));
    }
    const found = stages.map(async (stage) => ({ ...stage, sizes: await sizesOf(stage.sql) }));
    reportGrowth(await Promise.all(found));
  } finally {
    await endings.run();
  }
}

/** One round. PostgreSQL's time includes its background work, which grows as well. */
async function loadStage(load: Load, { nines, sql }: Stage, postgresPid: number): Promise<Round> {
  const spent = async () => ({
    server: processorTime(nines.pid) ?? Number.NaN,
    postgres: processorTime(postgresPid) ?? Number.NaN,
    log: await logPosition(sql),
  });
  const before = await spent();
  const result = await load({
    port: nines.port,
    keys: nines.shops.map(({ publicKey }) => publicKey),
    origin: shopOrigin,
    connections: 64,
    warmUpMilliseconds: 300,
    milliseconds,
  });
  const after = await spent();
  const each = (what: keyof typeof before) => (after[what] - before[what]) / result.acknowledged;
  return { ...result, server: each('server'), postgres: each('postgres'), log: each('log') };
}

/** The position of the write-ahead log in bytes. */
async function logPosition(sql: postgres.Sql): Promise<number> {
  const [row] = await sql`select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::float8 as bytes`;
  return row!['bytes'] as number;
}

async function fillDatabase(sql: postgres.Sql, nines: BenchNines, stored: number): Promise<void> {
  const began = performance.now();
  await fill(sql as unknown as Sql, nines.shops, stored);
  const seconds = ((performance.now() - began) / 1_000).toFixed(0);
  if (stored > 0) process.stdout.write(`Stored ${stored} responses in ${seconds} s\n`);
}

/** The bytes on disk for each response, those of the rounds included. */
async function sizesOf(sql: postgres.Sql): Promise<Sizes> {
  const [row] = await sql<[Record<keyof Sizes, number>]>`
    select pg_table_size('responses') / count(*)::float8 as table,
      pg_indexes_size('responses') / count(*)::float8 as indexes,
      pg_total_relation_size('rollups') / count(*)::float8 as rollups
    from responses`;
  return row;
}
