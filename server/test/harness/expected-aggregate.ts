import type { Sql } from 'postgres';

/** The expected aggregate, counted from the rows without any of the server's own code. */
export type Expected = {
  total: ExpectedFigures;
  trend: (ExpectedFigures & { start: string })[];
  breakdown: (ExpectedFigures & { by: string; value: string })[];
};
export type ExpectedFigures = { responses: number; views: number | null; scores: number[] } & {
  promoters: number;
  passives: number;
  detractors: number;
  nps: number | null;
  mean: number | null;
};

export type Ask = {
  from: string;
  to: string;
  timezone: string;
  interval: 'day' | 'week' | 'month';
  by: string[];
  filters: Readonly<Record<string, readonly string[]>>;
};

type Row = Record<string, unknown> & { at: Date; kind: 'response' | 'view'; score: number | null };

const viewDimensions = new Set(['moment', 'locale', 'device', 'channel']);

/** Counts the rows. The day is computed with the time zones of the JavaScript engine, not of the database. */
export async function expectedAggregate(
  sql: Sql,
  surveyIds: number[],
  ask: Ask,
): Promise<Expected> {
  const rows = await allRows(sql, surveyIds);
  const formatter = new Intl.DateTimeFormat('en-CA', {
    timeZone: ask.timezone,
    dateStyle: 'short',
  });
  const dated = rows
    .map((row) => ({ ...row, day: formatter.format(row.at) }))
    .filter(({ day }) => day >= ask.from && day <= ask.to)
    .filter((row) =>
      Object.entries(ask.filters).every(([name, wanted]) =>
        valuesOf(row, name).some((value) => wanted.includes(value)),
      ),
    );
  const knowsViews = Object.keys(ask.filters).every((name) => viewDimensions.has(name));
  return {
    total: figures(dated, knowsViews),
    trend: bucketsOf(ask).map((start, index, starts) => {
      const end = starts[index + 1] ?? '9999';
      return {
        start,
        ...figures(
          dated.filter(({ day }) => day >= start && day < end),
          knowsViews,
        ),
      };
    }),
    breakdown: ask.by.flatMap((by) => {
      const values = new Set(dated.flatMap((row) => valuesOf(row, by)));
      return [...values]
        .map((value) => ({
          by,
          value,
          ...figures(
            dated.filter((row) => valuesOf(row, by).includes(value)),
            knowsViews && viewDimensions.has(by),
          ),
        }))
        .filter(({ responses, views }) => responses > 0 || (views ?? 0) > 0);
    }),
  };
}

async function allRows(sql: Sql, surveyIds: number[]): Promise<Row[]> {
  const responses = await sql<Row[]>`
    select 'response' as kind, answered_at as at, * from responses
    where survey_id = any(${surveyIds}) and not test`;
  const views = await sql<Row[]>`
    select 'view' as kind, viewed_at as at, null as score, moment, locale, device, channel from views
    where survey_id = any(${surveyIds}) and kind = 'prompt'`;
  return [...responses, ...views];
}

function valuesOf(row: Row, dimension: string): string[] {
  if (row.kind === 'view' && !viewDimensions.has(dimension)) return [];
  if (dimension === 'reason') return (row['reasons'] as string[] | null) ?? [];
  // An erased response keeps its counted segments.
  const given = (row['properties'] ?? row['segments']) as Record<string, unknown> | null;
  const value = dimension.startsWith('property.') ? given?.[dimension.slice(9)] : row[dimension];
  return value === null || value === undefined ? [] : [String(value)];
}

function figures(rows: Row[], knowsViews: boolean): ExpectedFigures {
  const scores = Array.from(
    { length: 11 },
    (_, score) => rows.filter((row) => row.kind === 'response' && row.score === score).length,
  );
  const responses = scores.reduce((sum, count) => sum + count, 0);
  const promoters = scores[9]! + scores[10]!;
  const passives = scores[7]! + scores[8]!;
  const detractors = responses - promoters - passives;
  const points = scores.reduce((sum, count, score) => sum + count * score, 0);
  return {
    responses,
    views: knowsViews ? rows.filter(({ kind }) => kind === 'view').length : null,
    scores,
    promoters,
    passives,
    detractors,
    nps: hundredths(100 * (promoters - detractors), responses),
    mean: hundredths(points, responses),
  };
}

/** n ÷ d to two decimals, half away from zero, in whole numbers only. */
function hundredths(n: number, d: number): number | null {
  if (d === 0) return null;
  const doubled = Math.floor((Math.abs(n) * 200 + d) / (2 * d));
  return (Math.sign(n) * doubled) / 100 || 0;
}

function bucketsOf({ from, to, interval }: Ask): string[] {
  const starts = new Set<string>();
  for (let day = from; day <= to; day = shift(day, 1)) {
    const weekday = new Date(day).getUTCDay() || 7;
    starts.add({ day, week: shift(day, 1 - weekday), month: `${day.slice(0, 7)}-01` }[interval]);
  }
  return [...starts];
}

function shift(day: string, by: number): string {
  return new Date(Date.parse(day) + by * 86_400_000).toISOString().slice(0, 10);
}
