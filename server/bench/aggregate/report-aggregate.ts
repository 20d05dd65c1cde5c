import { ratiosOf, spreadOf, formatSpread, type Spread, printTable } from '../harness/report.ts';
import type { Target } from './client.ts';
import type { Plan } from './explain-crossed.ts';

/** The times of a server in milliseconds, the median of each round. */
export type Figures = Record<
  'year' | 'bare' | 'filtered' | 'divided' | 'known' | 'crossed' | 'groupBy',
  number[]
>;

/** A server with this number of responses. */
export type Stage = {
  name: string;
  /** A year by day; the same for one moment; by four dimensions and compared; two filters at once. */
  target: Target;
  filtered: Target;
  divided: Target;
  crossed: Target;
  groupBy: (() => Promise<number>) | undefined;
  /** How PostgreSQL runs the query with two filters. */
  explain: (() => Promise<Plan>) | undefined;
  figures: Figures;
};

export function reportAggregate(stages: readonly Stage[]): void {
  printTable(
    'An aggregate: a year by day of one survey, milliseconds (median, least and most round)',
    [
      [
        'responses',
        'a year by day',
        'bare Fastify',
        '304',
        'one moment',
        'by 4, compared',
        '2 at once',
        'GROUP BY',
      ],
      ...stages.map(({ name, figures }) => [
        name,
        formatSpread(spreadOf(figures.year)),
        formatSpread(spreadOf(figures.bare)),
        formatSpread(spreadOf(figures.known)),
        formatSpread(spreadOf(figures.filtered)),
        formatSpread(spreadOf(figures.divided)),
        figures.crossed.length > 0 ? formatSpread(spreadOf(figures.crossed), 1) : '',
        figures.groupBy.length > 0 ? formatSpread(spreadOf(figures.groupBy), 0) : '',
      ]),
    ],
  );
  const ratios = ratiosBetween(stages);
  printTable('As ratios', [
    ['', 'ratio', 'gate', ''],
    ...ratios.map(({ what, ratio, gate, met }) => [
      what,
      formatSpread(ratio),
      gate,
      gate && (met ? 'met' : 'missed'),
    ]),
  ]);
  process.stdout.write(
    `\n${JSON.stringify({ bench: 'aggregate', ratios, stages: stages.map(({ name, figures }) => ({ name, figures })) })}\n`,
  );
}

/** The plan of the query with two filters, only the nodes that read tables. */
export function reportPlan(name: string, { lines, isByIndex }: Plan): void {
  const read = lines.flatMap((line, index) =>
    / on (responses|views) /.test(line)
      ? lines.slice(index, index + 6).filter((each) => /Scan|Cond|Removed|Buffers/.test(each))
      : [],
  );
  process.stdout.write(`\nTwo filters at once over a month, ${name} responses\n\n`);
  for (const line of [...read, ...lines.slice(-2)]) process.stdout.write(`  ${line.trim()}\n`);
  process.stdout.write(`\n  Gate: within an index: ${isByIndex ? 'met' : 'missed'}\n`);
}

type Line = { what: string; ratio: Spread; gate: string; met: boolean };

function ratiosBetween(stages: readonly Stage[]): Line[] {
  const [small, large, huge] = stages;
  const growth = (stage: Stage): Line => {
    const ratio = ratiosOf(stage.figures.year, small!.figures.year);
    const what = `${stage.name} ÷ ${small!.name}`;
    return { what, ratio, gate: '≤ 1.2', met: ratio.median <= 1.2 };
  };
  const overBare = (stage: Stage): Line => {
    const ratio = ratiosOf(stage.figures.year, stage.figures.bare);
    const what = `${stage.name} ÷ bare Fastify`;
    return { what, ratio, gate: '≤ 8', met: ratio.median <= 8 };
  };
  const faster = ratiosOf(large!.figures.groupBy, large!.figures.year);
  return [
    growth(large!),
    ...(huge ? [growth(huge)] : []),
    ...stages.map(overBare),
    {
      what: `GROUP BY ÷ ours, ${large!.name}`,
      ratio: faster,
      gate: '≥ 200',
      met: faster.median >= 200,
    },
  ];
}
