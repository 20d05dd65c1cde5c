import type { BenchOptions } from '../main.ts';
import { createEndings } from '../harness/endings.ts';
import { shopOrigin } from '../../test/harness/shops.ts';
import { processorTime } from '../harness/processor-time.ts';
import type { LoadOrder } from '../load/generator.ts';
import { startLoad, type Load } from '../load/load.ts';
import { recount } from './recount.ts';
import { reportIngest, type Measured, type MeasuredRun } from './report-ingest.ts';
import { startTargets, targetNames, type TargetName, type Targets } from './targets.ts';

/** The targets and the numbers of clients that load them. */
const settings: readonly { connections: number; targets: readonly TargetName[] }[] = [
  { connections: 64, targets: targetNames },
  { connections: 256, targets: targetNames },
  { connections: 1, targets: ['each', 'nines'] },
];

/** Compares the throughput of answers with servers that do less, in interleaved rounds. */
export async function benchIngest({ short }: BenchOptions): Promise<void> {
  const [rounds, milliseconds] = short ? [3, 1_000] : [7, 3_000];
  const shopCount = Number(process.env['NINES_BENCH_SHOPS'] ?? 1);
  const endings = createEndings();
  try {
    const targets = await startTargets(shopCount, endings);
    const load = await startLoad(endings);
    const measured: Measured = new Map();
    let acknowledged = await warmUp(load, targets, short ? 2_000 : 5_000);
    for (const { connections, targets: names } of settings) {
      for (let round = 0; round < rounds; round += 1) {
        for (const name of names) {
          const order = { ...orderFor(targets, name), connections, milliseconds };
          const result = await measure(load, targets, name, { ...order, warmUpMilliseconds: 300 });
          if (name === 'nines') acknowledged += result.acknowledged;
          const key = `${connections} ${name}` as const;
          measured.set(key, [...(measured.get(key) ?? []), result]);
        }
      }
    }
    reportIngest(measured, await recount(targets.ninesDatabase, acknowledged));
  } finally {
    await endings.run();
  }
}

/** Warms up each target. Returns how many answers Nines acknowledged. */
async function warmUp(load: Load, targets: Targets, milliseconds: number): Promise<number> {
  let acknowledged = 0;
  for (const name of targetNames) {
    const order = { ...orderFor(targets, name), connections: 64, milliseconds };
    const result = await load({ ...order, warmUpMilliseconds: 0 });
    if (name === 'nines') acknowledged = result.acknowledged;
  }
  return acknowledged;
}

/** A run, with the processor time of one answer. */
async function measure(
  load: Load,
  { each, postgresPid }: Targets,
  name: TargetName,
  order: LoadOrder,
): Promise<MeasuredRun> {
  const pids = { server: each[name].pid, postgres: postgresPid, generator: load.pid };
  const spent = () => [pids.server, pids.postgres, pids.generator].map(processorTime);
  const before = spent();
  const result = await load(order);
  const [server, postgres, generator] = spent().map(
    (after, index) => ((after ?? Number.NaN) - (before[index] ?? Number.NaN)) / result.acknowledged,
  );
  return { ...result, server: server!, postgres: postgres!, generator: generator! };
}

function orderFor({ each, nines }: Targets, name: TargetName) {
  return {
    port: each[name].port,
    keys: nines.shops.map(({ publicKey }) => publicKey),
    origin: shopOrigin,
  };
}
