import { addDays, type Day } from '@nines/shared/calendar';
import type { Aggregate, Dimension, Interval } from '@nines/shared/wire/aggregate';
import type { Api } from './api.ts';
import type { Period } from './view.ts';

/** The data that the page shows for one survey and one period. */
export type Report = {
  aggregate: Aggregate;
  /** The interval of the trend. */
  interval: Interval;
  /** The counts of the period or, if it has no responses, of all time. */
  counts: { responses: number; views: number };
};

const dimensions: readonly Dimension[] = ['moment', 'locale', 'device', 'channel'];
/** Earlier than any response, including imported ones. */
const earliestDay: Day = '2000-01-01';

const periodDays: Record<Period, number> = { '7d': 7, '30d': 30, '90d': 90, '365d': 365 };
/** The intervals that fit each period, finest first. */
const periodIntervals: Record<Period, readonly [Interval, ...Interval[]]> = {
  '7d': ['day'],
  '30d': ['day', 'week'],
  '90d': ['week', 'month'],
  '365d': ['month', 'quarter'],
};
const intervalDays: Record<Interval, number> = {
  day: 1,
  week: 7,
  month: 30,
  quarter: 91,
  year: 365,
};
/** A point of the trend with fewer responses is mostly chance. */
const minResponsesPerPoint = 25;

/**
 * Loads the report of the period that ends `today`. The trend's interval depends on the number of
 * responses, so a period with few responses takes a second request. A period with none takes a request
 * for all time, which tells an empty period from a shop that has no responses at all.
 */
export async function loadReport(
  api: Api,
  { survey, period, today }: { survey: string; period: Period; today: Day },
  signal: AbortSignal,
): Promise<Report> {
  const range = { from: addDays(today, 1 - periodDays[period]), to: today };
  const [finest] = periodIntervals[period];
  const aggregate = await api.getAggregate(
    survey,
    { ...range, interval: finest, by: dimensions, compare: 'previous' },
    signal,
  );
  const { responses } = aggregate.total;
  if (responses === 0) {
    const allTime = { from: earliestDay, to: today, interval: 'year' } as const;
    const { total } = await api.getAggregate(survey, allTime, signal);
    return { aggregate, interval: finest, counts: countsOf(total) };
  }
  const interval = chooseInterval(period, responses);
  const counts = countsOf(aggregate.total);
  if (interval === finest) return { aggregate, interval, counts };
  const { trend } = await api.getAggregate(survey, { ...range, interval }, signal);
  return { aggregate: { ...aggregate, trend }, interval, counts };
}

/**
 * The finest interval whose points have enough responses on average, or the coarsest of the period if
 * none has.
 */
export function chooseInterval(period: Period, responses: number): Interval {
  const [finest, ...coarser] = periodIntervals[period];
  const perDay = responses / periodDays[period];
  let chosen = finest;
  for (const next of coarser) {
    if (perDay * intervalDays[chosen] >= minResponsesPerPoint) break;
    chosen = next;
  }
  return chosen;
}

/** The day at `now` in an IANA time zone. Throws a RangeError on an unknown zone. */
export function dayAt(now: Date, timeZone: string): Day {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(now);
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? '';
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
}

function countsOf({ responses, views }: Aggregate['total']): Report['counts'] {
  return { responses, views: views ?? 0 };
}
