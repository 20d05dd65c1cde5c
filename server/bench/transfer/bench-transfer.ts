import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import type { ImportReport } from '@nines/shared/wire/import';
import type { CreatedShop } from '@nines/shared/wire/shop';
import type { Sql } from '../../src/database/connect.ts';
import { fill } from '../growth/fill.ts';
import { startBenchCluster } from '../harness/cluster.ts';
import { createEndings, type Endings } from '../harness/endings.ts';
import { shopOrigin, startNines, type BenchNines } from '../harness/nines.ts';
import { spreadOf, tell } from '../harness/statistics.ts';
import { printTable } from '../harness/table.ts';
import { startLoad, type Load } from '../load/load.ts';
import type { BenchOptions } from '../main.ts';
import { memoryOf, watchMemory } from './memory.ts';
import { pastCsv, pastNdjson } from './past-answers.ts';

const megabyte = 1_048_576;

/** What it costs to take all responses out, and to bring a past in. `--tenth`: a tenth of it. */
export async function benchTransfer({ short, args }: BenchOptions): Promise<void> {
  const [stored, imported, rounds] = short
    ? [100_000, 20_000, 2]
    : args.includes('--tenth')
      ? [1_000_000, 100_000, 3]
      : [10_000_000, 200_000, 5];
  const endings = createEndings();
  try {
    const cluster = await startBenchCluster(endings);
    const load = await startLoad(endings);
    if (!args.includes('--imports')) {
      await benchExports(await cluster.createDatabase('exports'), stored, load, endings);
    }
    if (!args.includes('--exports')) {
      const nines = await startNines(await cluster.createDatabase('imports'), 2, endings);
      await benchImports(nines, imported, rounds, load);
    }
  } finally {
    await endings.run();
  }
}

async function benchExports(
  url: string,
  stored: number,
  load: Load,
  endings: Endings,
): Promise<void> {
  const nines = await startNines(url, 1, endings);
  const [shop] = nines.shops;
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await fill(sql as unknown as Sql, nines.shops, stored);
  await sql.end();
  // Idle is a server that has been answering for a while: a fresh one has not yet taken the memory
  // that it works in, and would take it for anything.
  const fresh = await memoryOf(nines.pid);
  await load({
    port: nines.port,
    keys: [shop!.publicKey],
    origin: shopOrigin,
    connections: 64,
    warmUpMilliseconds: 100,
    milliseconds: 5_000,
  });
  await sleep(2_000);
  const idle = await memoryOf(nines.pid);
  const rows: string[][] = [];
  for (const type of ['text/csv', 'application/x-ndjson']) {
    const watch = watchMemory(nines.pid);
    const began = performance.now();
    const { lines, bytes } = await exportAll(nines, shop!, type);
    const seconds = (performance.now() - began) / 1_000;
    const peak = await watch.peak();
    const over = (peak - idle) / megabyte;
    const overFresh = (peak - fresh) / megabyte;
    if (lines < stored) throw new Error(`${lines} of ${stored} rows came`);
    rows.push([
      type,
      (stored / seconds).toFixed(0),
      (bytes / megabyte).toFixed(0),
      over.toFixed(0),
      overFresh.toFixed(0),
      over <= 50 ? 'met' : 'missed',
    ]);
    process.stdout.write(
      `${JSON.stringify({ bench: 'export', type, stored, seconds, over, overFresh })}\n`,
    );
  }
  printTable(`An export of ${stored.toLocaleString('en')} responses`, [
    ['', 'rows/s', 'MB', 'most memory over idle, MB', 'over a fresh start', 'gate ≤ 50'],
    ...rows,
  ]);
}

async function exportAll(
  { port }: BenchNines,
  { secretKey }: CreatedShop,
  accept: string,
  query = '',
): Promise<{ lines: number; bytes: number }> {
  const reply = await fetch(`http://127.0.0.1:${port}/v1/responses?limit=1${query}`, {
    headers: { authorization: `Bearer ${secretKey}`, accept },
  });
  let [lines, bytes] = [0, 0];
  for await (const chunk of reply.body!) {
    bytes += chunk.length;
    for (const byte of chunk) if (byte === 10) lines += 1;
  }
  return { lines, bytes };
}

async function benchImports(
  nines: BenchNines,
  rows: number,
  rounds: number,
  load: Load,
): Promise<void> {
  const answers = (milliseconds: number) =>
    load({
      port: nines.port,
      keys: nines.shops.map(({ publicKey }) => publicKey),
      origin: shopOrigin,
      connections: 1,
      warmUpMilliseconds: 200,
      milliseconds,
    });
  await importAll(nines, 'text/csv', pastCsv(rows / 10, 'warm'));
  const speeds = { csv: [] as number[], ndjson: [] as number[], again: [] as number[] };
  const waits = { alone: [] as number[], beside: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    speeds.csv.push(await importAll(nines, 'text/csv', pastCsv(rows, `a${round}`)));
    speeds.again.push(await importAll(nines, 'text/csv', pastCsv(rows, `a${round}`)));
    const ndjson = () => importAll(nines, 'application/x-ndjson', pastNdjson(rows, `b${round}`));
    speeds.ndjson.push(await ndjson());
    waits.alone.push((await answers(2_000)).p99);
    const importing = importAll(nines, 'text/csv', pastCsv(rows, `c${round}`));
    waits.beside.push((await answers(2_000)).p99);
    await importing;
  }
  printTable(`Imports of ${rows.toLocaleString('en')} rows, rows/s`, [
    ['CSV', 'NDJSON', 'CSV sent again', 'gate ≥ 20,000'],
    [
      tell(spreadOf(speeds.csv), 0),
      tell(spreadOf(speeds.ndjson), 0),
      tell(spreadOf(speeds.again), 0),
      spreadOf(speeds.csv).median >= 20_000 ? 'met' : 'missed',
    ],
  ]);
  printTable('A live answer, one at a time, p99 in milliseconds', [
    ['alone', 'beside an import'],
    [tell(spreadOf(waits.alone), 1), tell(spreadOf(waits.beside), 1)],
  ]);
  process.stdout.write(`${JSON.stringify({ bench: 'import', rows, speeds, waits })}\n`);
}

/** Rows per second. Throws unless all went in. */
async function importAll(
  { port, shops }: BenchNines,
  type: string,
  content: AsyncIterable<Buffer>,
): Promise<number> {
  const began = performance.now();
  const reply = await fetch(`http://127.0.0.1:${port}/v1/imports`, {
    method: 'POST',
    headers: { authorization: `Bearer ${shops[0]!.secretKey}`, 'content-type': type },
    body: ReadableStream.from(content) as unknown as ReadableStream<Uint8Array<ArrayBuffer>>,
    duplex: 'half',
  });
  const { stored, known, rejected } = (await reply.json()) as ImportReport;
  if (!reply.ok || rejected > 0) throw new Error(`${reply.status}, ${rejected} rejected`);
  return (1_000 * (stored + known)) / (performance.now() - began);
}
