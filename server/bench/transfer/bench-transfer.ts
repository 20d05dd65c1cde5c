import type { ImportReport } from '@nines/shared/wire/import';
import { startBenchCluster, startNines, type BenchNines } from '../harness/processes.ts';
import { createEndings } from '../harness/endings.ts';
import { shopOrigin } from '../../test/harness/shops.ts';
import { ratiosOf, spreadOf, formatSpread, printTable } from '../harness/report.ts';
import { startLoad, type Load } from '../load/load.ts';
import type { BenchOptions } from '../main.ts';
import { benchExports } from './bench-exports.ts';
import { pastCsv, pastNdjson } from './past-answers.ts';

/**
 * The cost of exporting ten million responses and of importing past answers. `--tenth`: a tenth of that;
 * `--exports` and `--imports`: only these.
 */
export async function benchTransfer({ short, args }: BenchOptions): Promise<void> {
  const [stored, imported, rounds] = short
    ? [100_000, 20_000, 2]
    : args.includes('--tenth')
      ? [1_000_000, 100_000, 3]
      : [10_000_000, 200_000, 5];
  const endings = createEndings();
  try {
    const cluster = await startBenchCluster(endings);
    if (!args.includes('--imports')) {
      await benchExports(await cluster.createDatabase(), stored, endings);
    }
    if (!args.includes('--exports')) {
      const nines = await startNines(await cluster.createDatabase(), 2, endings);
      await benchImports(nines, imported, rounds, await startLoad(endings));
    }
  } finally {
    await endings.run();
  }
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
    ['CSV', 'NDJSON', 'CSV sent again', 'again ÷ first', 'gate ≥ 20,000'],
    [
      formatSpread(spreadOf(speeds.csv), 0),
      formatSpread(spreadOf(speeds.ndjson), 0),
      formatSpread(spreadOf(speeds.again), 0),
      formatSpread(ratiosOf(speeds.again, speeds.csv)),
      spreadOf(speeds.csv).median >= 20_000 ? 'met' : 'missed',
    ],
  ]);
  printTable('A live answer, one at a time, p99 in milliseconds', [
    ['alone', 'beside an import'],
    [formatSpread(spreadOf(waits.alone), 1), formatSpread(spreadOf(waits.beside), 1)],
  ]);
  process.stdout.write(`${JSON.stringify({ bench: 'import', rows, speeds, waits })}\n`);
}

/** Rows per second. Throws unless every row was stored. */
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
