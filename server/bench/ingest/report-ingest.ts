import { ratiosOf, spreadOf, formatSpread, printTable } from '../harness/report.ts';
import type { LoadResult } from '../load/generator.ts';
import type { Recount } from './recount.ts';
import type { TargetName } from './targets.ts';

/** A run, with the processor time of one answer in each process, in microseconds. */
export type MeasuredRun = LoadResult & Record<Process, number>;

/** The rounds by target and number of clients, such as `64 nines`. */
export type Measured = Map<`${number} ${TargetName}`, MeasuredRun[]>;

type Process = 'server' | 'postgres' | 'generator';
type Figure = 'perSecond' | 'p50' | 'p99' | Process;

const titles: Record<TargetName, string> = {
  bare: '(a) node:http, JSON.parse, 204',
  zod: '(b) Fastify + zod, nothing stored',
  each: '(c) Fastify + zod, a transaction each',
  nines: '(d) Nines',
};

type Gate = { title: string; ratio: ReturnType<typeof ratiosOf>; least?: number; most?: number };

/** Prints the figures, the ratios with their gates, and both as JSON. */
export function reportIngest(measured: Measured, counts: Recount): void {
  const rows = [...measured].map(([key, results]) => {
    const [connections, name] = key.split(' ') as [string, TargetName];
    const middle = (figure: Figure) => spreadOf(results.map((result) => result[figure])).median;
    return {
      connections,
      name,
      perSecond: middle('perSecond'),
      p50: middle('p50'),
      p99: middle('p99'),
      server: middle('server'),
      postgres: middle('postgres'),
      generator: middle('generator'),
    };
  });
  printTable('Answers taken in', [
    ['', 'clients', 'per second', 'p50 ms', 'p99 ms', 'CPU µs: server', 'PostgreSQL', 'load'],
    ...rows.map(({ connections, name, perSecond, p50, p99, ...spent }) => [
      titles[name],
      connections,
      perSecond.toFixed(0),
      p50.toFixed(2),
      p99.toFixed(2),
      spent.server.toFixed(0),
      spent.postgres.toFixed(0),
      spent.generator.toFixed(0),
    ]),
  ]);
  const gates = gatesOf(measured);
  printTable('Ratios: the median (least…most) of the rounds', [
    ['', 'ratio', 'gate', ''],
    ...gates.map((gate) => [
      gate.title,
      formatSpread(gate.ratio),
      tellGate(gate),
      isMet(gate) ? 'met' : 'missed',
    ]),
  ]);
  process.stdout.write(
    `\n  Acknowledged ${counts.acknowledged}, stored ${counts.stored}, counted ${counts.rolledUp}\n\n`,
  );
  process.stdout.write(`${JSON.stringify({ bench: 'ingest', rows, gates, counts })}\n`);
}

function gatesOf(measured: Measured): Gate[] {
  const ratio = (figure: Figure, clients: number, yardstick: TargetName) => {
    const figures = (name: TargetName) =>
      (measured.get(`${clients} ${name}`) ?? []).map((result) => result[figure]);
    return ratiosOf(figures('nines'), figures(yardstick));
  };
  return [
    { title: '(d) ÷ (a), 64 clients', ratio: ratio('perSecond', 64, 'bare'), least: 0.5 },
    { title: '(d) ÷ (b), 64 clients', ratio: ratio('perSecond', 64, 'zod'), least: 0.9 },
    { title: '(d) ÷ (c), 64 clients', ratio: ratio('perSecond', 64, 'each'), least: 3.5 },
    { title: 'p99 of (d) ÷ (b), 64 clients', ratio: ratio('p99', 64, 'zod'), most: 1.5 },
    { title: '(d) ÷ (b), 256 clients', ratio: ratio('perSecond', 256, 'zod'), least: 1.1 },
    { title: '(d) ÷ (c), 256 clients', ratio: ratio('perSecond', 256, 'each') },
    { title: 'server CPU of (d) ÷ (b), 64 clients', ratio: ratio('server', 64, 'zod') },
    { title: 'median latency of (d) ÷ (c), 1 client', ratio: ratio('p50', 1, 'each'), most: 1.3 },
  ];
}

function tellGate({ least, most }: Gate): string {
  if (least !== undefined) return `≥ ${least}`;
  return most === undefined ? '' : `≤ ${most}`;
}

function isMet({ ratio, least = -Infinity, most = Infinity }: Gate): boolean {
  return ratio.median >= least && ratio.median <= most;
}
