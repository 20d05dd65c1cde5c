import type { AggregateQuery } from '@nines/shared/wire/aggregate';
import { wrongField } from '../http/problems.ts';
import { addDays, countDays, today } from './calendar.ts';
import type { Period } from './question.ts';

/** How many buckets a trend may have: thirty years of weeks, four of days. */
const mostBuckets = 1_500;

/** The period asked for; the last thirty days by default. Throws 422 for one that cannot be. */
export function periodOf(query: AggregateQuery, timezone: string): Period {
  const to = query.to ?? today(timezone);
  const from = query.from ?? addDays(to, -29);
  if (from > to) throw wrongField('from', 'must not be after to');
  const longest = { day: 1, week: 7, month: 28, quarter: 90, year: 365 }[query.interval];
  if (countDays(from, to) > mostBuckets * longest) {
    throw wrongField('interval', `gives more than ${mostBuckets} buckets; choose a longer one`);
  }
  return { from, to };
}

/** The period to compare with, if any. Throws 422 for one that cannot be. */
export function earlierPeriodOf(query: AggregateQuery, period: Period): Period | undefined {
  const { compare, compareFrom: from, compareTo: to } = query;
  if (from === undefined && to === undefined) return compare && periodBefore(period);
  if (compare) throw wrongField('compare', 'cannot be together with compareFrom and compareTo');
  if (from === undefined) throw wrongField('compareFrom', 'is needed beside compareTo');
  if (to === undefined) throw wrongField('compareTo', 'is needed beside compareFrom');
  if (from > to) throw wrongField('compareFrom', 'must not be after compareTo');
  return { from, to };
}

/** The period of the same length that ends just before. */
function periodBefore({ from, to }: Period): Period {
  return { from: addDays(from, -countDays(from, to)), to: addDays(from, -1) };
}
