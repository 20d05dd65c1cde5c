import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { startChild, startBenchCluster, startNines } from '../harness/processes.ts';
import { createEndings, type Endings } from '../harness/endings.ts';
import { ratiosOf, spreadOf, formatSpread, printTable } from '../harness/report.ts';
import type { BenchOptions } from '../main.ts';
import type { GetOrder, GetResult } from './get-load.ts';

/** The minimum ratio to the yardstick. */
const target = 0.8;

/** Loaders served per second, compared with a Fastify route that sends the same bytes. */
export async function benchLoader({ short }: BenchOptions): Promise<void> {
  const [rounds, milliseconds] = short ? [3, 1_000] : [7, 3_000];
  const endings = createEndings();
  try {
    const urls = await startTargets(endings);
    const load = await startLoad(endings);
    const measured: Record<keyof typeof urls, number[]> = { plain: [], nines: [] };
    for (const url of Object.values(urls))
      await load({ url, connections: 64, milliseconds: 2_000 });
    let bytes = 0;
    for (let round = 0; round < rounds; round += 1) {
      for (const name of ['plain', 'nines'] as const) {
        const result = await load({ url: urls[name], connections: 64, milliseconds });
        measured[name].push(result.perSecond);
        ({ bytes } = result);
      }
    }
    const ratio = ratiosOf(measured.nines, measured.plain);
    printTable(`The loader, ${bytes} bytes, 64 connections, ${rounds} rounds`, [
      ['', 'per second', 'to the yardstick'],
      ['Fastify, the same bytes', formatSpread(spreadOf(measured.plain), 0), '1'],
      ['Nines', formatSpread(spreadOf(measured.nines), 0), formatSpread(ratio)],
    ]);
    process.stdout.write(`\n${JSON.stringify({ bytes, ...measured, ratio })}\n`);
    if (ratio.median < target) process.exitCode = 1;
  } finally {
    await endings.run();
  }
}

/** Starts Nines, and the yardstick with the bytes that Nines sends. */
async function startTargets(endings: Endings): Promise<{ plain: string; nines: string }> {
  const cluster = await startBenchCluster(endings);
  const { port, shops } = await startNines(await cluster.createDatabase(), 1, endings);
  const nines = `http://127.0.0.1:${port}/w/${shops[0]!.publicKey}.js`;
  const script = await (await fetch(nines)).text();
  const folder = await mkdtemp(join(tmpdir(), 'nines-bench-'));
  endings.add(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'loader.js.br');
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  await writeFile(file, brotliCompressSync(script, { params }));
  const program = new URL('./plain-fastify.ts', import.meta.url);
  const { message } = await startChild<{ port: number }>(program, [file], endings);
  return { plain: `http://127.0.0.1:${message.port}/loader.js`, nines };
}

/** Loads from a process of its own. Throws when a request got no reply. */
async function startLoad(endings: Endings): Promise<(order: GetOrder) => Promise<GetResult>> {
  const { child } = await startChild(new URL('./get-load.ts', import.meta.url), [], endings);
  return async (order) => {
    child.send(order);
    const [result] = (await once(child, 'message')) as [GetResult];
    if (result.failed > 0) throw new Error(`${result.failed} replies of ${order.url} failed`);
    return result;
  };
}
