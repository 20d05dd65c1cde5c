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
  const buckets = new Map<string, Counts>();
  for (const start of startsBetween(from, to, interval)) buckets.set(start, none);
  for (const [number, counts] of days) {
    const start = startOf(addDays(from, number), interval);
    buckets.set(start, mergeCounts(buckets.get(start) ?? none, counts));
  }
  return Array.from(buckets, ([start, counts]) => ({ start, ...reckon(counts) }));
}
