import { get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import type { Sql } from '../../src/database/sql.ts';
import { fill } from '../growth/fill.ts';
import type { Endings } from '../harness/endings.ts';
import { startNines, type BenchNines } from '../harness/processes.ts';
import { printTable } from '../harness/report.ts';
import { forgetPeak, memoryOf, peakOf } from './memory.ts';

const megabyte = 1_048_576;
const gate = 50;

/**
 * Exports all responses of a shop as CSV and as NDJSON to a reader that only counts bytes. The first export
 * runs on a server that has just started, so its memory is still low.
 */
export async function benchExports(url: string, stored: number, endings: Endings): Promise<void> {
  const nines = await startNines(url, 1, endings);
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await fill(sql as unknown as Sql, nines.shops, stored);
  await sql.end();
  const rows: string[][] = [];
  for (const type of ['text/csv', 'application/x-ndjson']) {
    await sleep(2_000);
    const idle = await memoryOf(nines.pid);
    await forgetPeak(nines.pid);
    const began = performance.now();
    const { lines, bytes } = await exportAll(nines, type);
    const seconds = (performance.now() - began) / 1_000;
    const over = ((await peakOf(nines.pid)) - idle) / megabyte;
    if (lines < stored) throw new Error(`${lines} of ${stored} rows came`);
    rows.push([
      type,
      (stored / seconds).toFixed(0),
      (bytes / megabyte).toFixed(0),
      (idle / megabyte).toFixed(0),
      over.toFixed(0),
      over <= gate ? 'met' : 'missed',
    ]);
    process.stdout.write(
      `${JSON.stringify({ bench: 'export', type, stored, seconds, idle: idle / megabyte, over })}\n`,
    );
  }
  printTable(`An export of ${stored.toLocaleString('en')} responses`, [
    ['', 'rows/s', 'MB', 'idle, MB', 'most memory over idle, MB', `gate ≤ ${gate}`],
    ...rows,
  ]);
}

async function exportAll(
  { port, shops }: BenchNines,
  accept: string,
): Promise<{ lines: number; bytes: number }> {
  const headers = { authorization: `Bearer ${shops[0]!.secretKey}`, accept };
  const reply = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: '/v1/responses', headers, agent: false }, resolve).once(
      'error',
      reject,
    );
  });
  if (reply.statusCode !== 200) throw new Error(`${reply.statusCode}`);
  let [lines, bytes] = [0, 0];
  for await (const chunk of reply as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1;
  }
  return { lines, bytes };
}
