import postgres from 'postgres';
import type { Sql } from '../../src/database/connect.ts';
import type { BenchOptions } from '../main.ts';
import { startBenchCluster } from '../harness/cluster.ts';
import { createEndings } from '../harness/endings.ts';
import { shopOrigin, startNines, type BenchNines } from '../harness/nines.ts';
import { ratiosOf, spreadOf, tell } from '../harness/statistics.ts';
import { printTable } from '../harness/table.ts';
import type { LoadResult } from '../load/generator.ts';
import { startLoad, type Load } from '../load/load.ts';
import { fill } from './fill.ts';

/** A server over so many stored responses, and what its rounds found. */
type Stage = { stored: number; nines: BenchNines; sizes: Sizes; results: LoadResult[] };
type Sizes = { table: number; indexes: number; rollups: number };

const shopCount = 20;

/** Answers taken in each second with none, a million and ten million stored, in interleaved rounds. */
export async function benchGrowth({ short }: BenchOptions): Promise<void> {
  const [counts, rounds] = short ? [[0, 100_000], 3] : [[0, 1_000_000, 10_000_000], 7];
  const endings = createEndings();
  try {
    const cluster = await startBenchCluster(endings);
    const stages: Stage[] = [];
    for (const stored of counts) {
      const databaseUrl = await cluster.createDatabase(`nines_${stored}`);
      const nines = await startNines(databaseUrl, shopCount, endings);
      stages.push({
        stored,
        nines,
        sizes: await fillDatabase(databaseUrl, nines, stored),
        results: [],
      });
    }
    const load = await startLoad(endings);
    for (const stage of stages) await loadStage(load, stage, 3_000);
    for (let round = 0; round < rounds; round += 1) {
      for (const stage of stages) stage.results.push(await loadStage(load, stage, 3_000));
    }
    report(stages);
  } finally {
    await endings.run();
  }
}

function loadStage(load: Load, { nines }: Stage, milliseconds: number): Promise<LoadResult> {
  return load({
    port: nines.port,
    keys: nines.shops.map(({ publicKey }) => publicKey),
    origin: shopOrigin,
    connections: 64,
    warmUpMilliseconds: 300,
    milliseconds,
  });
}

/** Fills the database and tells how many bytes each response takes there. */
async function fillDatabase(url: string, nines: BenchNines, stored: number): Promise<Sizes> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const began = performance.now();
    await fill(sql as unknown as Sql, nines.shops, stored);
    const seconds = ((performance.now() - began) / 1_000).toFixed(0);
    if (stored > 0) process.stdout.write(`Stored ${stored} responses in ${seconds} s\n`);
    const [row] = await sql<[Record<keyof Sizes, string>]>`
      select pg_table_size('responses') as table, pg_indexes_size('responses') as indexes,
        pg_total_relation_size('rollups') as rollups`;
    const each = (bytes: string) => (stored > 0 ? Number(bytes) / stored : 0);
    return { table: each(row.table), indexes: each(row.indexes), rollups: each(row.rollups) };
  } finally {
    await sql.end();
  }
}

function report(stages: readonly Stage[]): void {
  const perSecond = ({ results }: Stage) => results.map((result) => result.perSecond);
  const rows = stages.map((stage) => ({
    stored: stage.stored,
    perSecond: spreadOf(perSecond(stage)),
    p99: spreadOf(stage.results.map(({ p99 }) => p99)).median,
    ratio: ratiosOf(perSecond(stage), perSecond(stages[0]!)),
    bytesPerResponse: stage.sizes,
  }));
  printTable('Answers taken in, 64 clients, 20 shops, by responses stored', [
    ['stored', 'per second', 'p99 ms', '÷ with none', 'bytes: row', 'indexes', 'rollups'],
    ...rows.map(({ stored, perSecond: speed, p99, ratio, bytesPerResponse: bytes }) => [
      stored.toLocaleString('en'),
      tell(speed, 0),
      p99.toFixed(1),
      tell(ratio),
      bytes.table.toFixed(0),
      bytes.indexes.toFixed(0),
      bytes.rollups.toFixed(0),
    ]),
  ]);
  const last = rows.at(-1)!;
  const verdict = last.ratio.median >= 0.9 ? 'met' : 'missed';
  process.stdout.write(`\n  Gate: ≥ 0.9 with the most stored: ${verdict}\n\n`);
  process.stdout.write(`${JSON.stringify({ bench: 'growth', rows })}\n`);
}
