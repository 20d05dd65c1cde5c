import type { Interval } from '@nines/shared/wire/aggregate';
import { addDays, type Day } from './dates.ts';

/** The periods an owner can choose. */
export const periods = ['7d', '30d', '90d', '365d'] as const;
export type Period = (typeof periods)[number];

/** Below this many responses a point of the trend says more about chance than about the shop. */
const responsesPerPoint = 25;

const lengths = { '7d': 7, '30d': 30, '90d': 90, '365d': 365 } as const;

/** The trend's intervals that suit a period, finest first. */
const choices: Record<Period, readonly [Interval, ...Interval[]]> = {
  '7d': ['day'],
  '30d': ['day', 'week'],
  '90d': ['week', 'month'],
  '365d': ['month', 'quarter'],
};

const daysPerInterval: Record<Interval, number> = {
  day: 1,
  week: 7,
  month: 30,
  quarter: 91,
  year: 365,
};

/** The days of the period that ends `today`, both included. */
export function rangeOf(period: Period, today: Day): { from: Day; to: Day } {
  return { from: addDays(today, 1 - lengths[period]), to: today };
}

/** The number of days in the period. */
export function daysOf(period: Period): number {
  return lengths[period];
}

/**
 * The finest interval at which each point of the trend still rests on enough responses; the coarsest
 * of the period when none does.
 */
export function trendInterval(period: Period, responses: number): Interval {
  const [finest, ...coarser] = choices[period];
  const perDay = responses / lengths[period];
  let chosen = finest;
  for (const next of coarser) {
    if (perDay * daysPerInterval[chosen] >= responsesPerPoint) break;
    chosen = next;
  }
  return chosen;
}

/** Whether `text`, from an address say, names a period. */
export function isPeriod(text: string | null): text is Period {
  return periods.some((period) => period === text);
}
