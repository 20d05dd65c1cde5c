import type { Aggregate, Interval } from '@nines/shared/wire/aggregate';
import { addDays, startOf, startsBetween } from './calendar.ts';
import { mergeCounts, noCounts, type Counts } from './counts.ts';
import type { Reckoner } from './figures.ts';
import type { Period } from './question.ts';
import type { Reading } from './reading.ts';

/** A bucket for each start, also where nothing happened. */
export function trendOf(
  { days, total }: Reading,
  { from, to }: Period,
  interval: Interval,
  reckon: Reckoner,
): Aggregate['trend'] {
  const none = total.views === null ? { ...noCounts, views: null } : noCounts;
  const starts = startsBetween(from, to, interval);
  if (interval === 'day') {
    return starts.map((start, number) => ({ start, ...reckon(days.get(number) ?? none) }));
  }
  const buckets = new Map<string, Counts>(starts.map((start) => [start, none]));
  for (const [number, counts] of days) {
    const start = startOf(addDays(from, number), interval);
    buckets.set(start, mergeCounts(buckets.get(start) ?? none, counts));
  }
  return Array.from(buckets, ([start, counts]) => ({ start, ...reckon(counts) }));
}
