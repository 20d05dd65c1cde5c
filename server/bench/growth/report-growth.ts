import { ratiosOf, spreadOf, formatSpread, printTable } from '../harness/report.ts';
import type { LoadResult } from '../load/generator.ts';

/**
 * A run of the load, with the cost of an answer: processor time of the server and of PostgreSQL in
 * microseconds, and bytes of the write-ahead log.
 */
export type Round = LoadResult & { server: number; postgres: number; log: number };

/** Bytes on disk for each response. */
export type Sizes = { table: number; indexes: number; rollups: number };

type Found = { stored: number; rounds: readonly Round[]; sizes: Sizes };

/** Prints the tables, the gate, and the figures as JSON. The first of `stages` had no stored responses. */
export function reportGrowth(stages: readonly Found[]): void {
  const rows = stages.map((stage) => figuresOf(stage, stages[0]!));
  printTable('Answers taken in, 64 clients, 20 shops, by responses stored', [
    ['stored', 'per second', 'p99 ms', '÷ with none', 'bytes: row', 'indexes', 'rollups'],
    ...rows.map(({ stored, perSecond, p99, ratio, bytes }) => [
      stored.toLocaleString('en'),
      formatSpread(perSecond, 0),
      p99.median.toFixed(1),
      formatSpread(ratio),
      ...[bytes.table, bytes.indexes, bytes.rollups].map((each) => each.toFixed(0)),
    ]),
  ]);
  printTable('What an answer costs: µs of processor time, bytes of the log', [
    ['stored', 'server', 'PostgreSQL', '÷ with none', 'both ÷ with none', 'log'],
    ...rows.map(({ stored, server, postgres, postgresRatio, bothRatio, log }) => [
      stored.toLocaleString('en'),
      formatSpread(server, 1),
      formatSpread(postgres, 1),
      formatSpread(postgresRatio),
      formatSpread(bothRatio),
      formatSpread(log, 0),
    ]),
  ]);
  const verdict = rows.at(-1)!.ratio.median >= 0.9 ? 'met' : 'missed';
  process.stdout.write(`\n  Gate: ≥ 0.9 with the most stored: ${verdict}\n\n`);
  process.stdout.write(`${JSON.stringify({ bench: 'growth', rows })}\n`);
}

function figuresOf({ stored, rounds, sizes }: Found, none: Found) {
  const all = (of: Found, figure: (round: Round) => number) => of.rounds.map(figure);
  const spread = (figure: (round: Round) => number) => spreadOf(rounds.map(figure));
  const ratio = (figure: (round: Round) => number) =>
    ratiosOf(rounds.map(figure), all(none, figure));
  return {
    stored,
    perSecond: spread(({ perSecond }) => perSecond),
    p99: spread(({ p99 }) => p99),
    ratio: ratio(({ perSecond }) => perSecond),
    server: spread(({ server }) => server),
    postgres: spread(({ postgres }) => postgres),
    postgresRatio: ratio(({ postgres }) => postgres),
    bothRatio: ratio(({ server, postgres }) => server + postgres),
    log: spread(({ log }) => log),
    bytes: sizes,
  };
}
