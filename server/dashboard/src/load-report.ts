import type { Aggregate, Dimension, Interval } from '@nines/shared/wire/aggregate';
import type { Api } from './api.ts';
import type { Day } from './dates.ts';
import { rangeOf, trendInterval, type Period } from './periods.ts';

/** All that the page shows of one survey in one period. */
export type Report = {
  aggregate: Aggregate;
  /** What a point of the trend spans. */
  interval: Interval;
  /** Without responses in the period: whether there ever were any, and views of the question so far. */
  ever: { responses: number; views: number };
};

const by: readonly Dimension[] = ['moment', 'locale', 'device', 'channel'];
/** Before Nines existed; an import may bring older answers, but none that old. */
const longAgo: Day = '2000-01-01';

/**
 * Reads the report. The interval of the trend depends on how many responses there are, so a period
 * with few costs a second request; one with none costs a look at all that came before.
 */
export async function loadReport(
  api: Api,
  { survey, period, today }: { survey: string; period: Period; today: Day },
  signal: AbortSignal,
): Promise<Report> {
  const range = rangeOf(period, today);
  const guess = trendInterval(period, Infinity);
  const aggregate = await api.getAggregate(
    survey,
    { ...range, interval: guess, by, compare: 'previous' },
    signal,
  );
  const { responses } = aggregate.total;
  if (responses === 0) {
    const all = await api.getAggregate(
      survey,
      { from: longAgo, to: today, interval: 'year' },
      signal,
    );
    return { aggregate, interval: guess, ever: countsOf(all) };
  }
  const interval = trendInterval(period, responses);
  const ever = countsOf(aggregate);
  if (interval === guess) return { aggregate, interval, ever };
  const { trend } = await api.getAggregate(survey, { ...range, interval }, signal);
  return { aggregate: { ...aggregate, trend }, interval, ever };
}

function countsOf({ total: { responses, views } }: Aggregate): Report['ever'] {
  return { responses, views: views ?? 0 };
}
