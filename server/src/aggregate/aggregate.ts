import type { Aggregate, AggregateQuery, Interval } from '@nines/shared/wire/aggregate';
import type { Survey } from '@nines/shared/wire/survey';
import type { Sql } from '../database/connect.ts';
import { wrongField } from '../http/problem.ts';
import { decodeId } from '../id.ts';
import type { Shop } from '../shops/store.ts';
import { addDays, countDays, startOf, startsBetween, today } from './calendar.ts';
import { changeBetween, figuresOf } from './figures.ts';
import {
  mergeCounts,
  noCounts,
  readDays,
  readValues,
  type Counts,
  type Period,
} from './rollups.ts';

/** How many buckets a trend may have: thirty years of months, eleven of weeks, four of days. */
const mostBuckets = 1_500;

type Days = { day: string; counts: Counts }[];

/** A survey's figures over a period, from the rollups. Throws 422 for a period that cannot be. */
export async function aggregate(
  sql: Sql,
  shop: Shop,
  survey: Survey,
  query: AggregateQuery,
): Promise<Aggregate> {
  const { from, to } = periodOf(query, shop.timezone);
  const { interval, confidence } = query;
  const starts = startsBetween(from, to, interval);
  const period: Period = { shopId: shop.id, surveyId: decodeId(survey.id)!, from, to };
  const days = await readDays(sql, period);
  const total = sumOf(days);
  return {
    survey: survey.id,
    from,
    to,
    timezone: shop.timezone,
    scale: survey.scale,
    total: figuresOf(total, confidence),
    ...(query.compare && (await compareWithPrevious(sql, period, total, confidence))),
    trend: trendOf(days, starts, interval, confidence),
    breakdown: await breakdownOf(sql, period, query),
  };
}

function periodOf(query: AggregateQuery, timezone: string): { from: string; to: string } {
  const to = query.to ?? today(timezone);
  const from = query.from ?? addDays(to, -29);
  if (from > to) throw wrongField('from', 'must not be after to');
  const longest = { day: 1, week: 7, month: 28, quarter: 90, year: 365 }[query.interval];
  if (countDays(from, to) > mostBuckets * longest) {
    throw wrongField('interval', `gives more than ${mostBuckets} buckets; choose a longer one`);
  }
  return { from, to };
}

function sumOf(days: Days): Counts {
  return days.reduce((sum, { counts }) => mergeCounts(sum, counts), noCounts);
}

async function compareWithPrevious(sql: Sql, period: Period, total: Counts, confidence: number) {
  const from = addDays(period.from, -countDays(period.from, period.to));
  const to = addDays(period.from, -1);
  const earlier = sumOf(await readDays(sql, { ...period, from, to }));
  return {
    previous: { from, to, ...figuresOf(earlier, confidence) },
    change: changeBetween(total, earlier, confidence),
  };
}

/** A bucket for each start, also where nothing happened. */
function trendOf(days: Days, starts: readonly string[], interval: Interval, confidence: number) {
  const buckets = new Map(starts.map((start) => [start, noCounts]));
  for (const { day, counts } of days) {
    const start = startOf(day, interval);
    buckets.set(start, mergeCounts(buckets.get(start) ?? noCounts, counts));
  }
  return Array.from(buckets, ([start, counts]) => ({ start, ...figuresOf(counts, confidence) }));
}

async function breakdownOf(sql: Sql, period: Period, { by, confidence }: AggregateQuery) {
  const parts = await Promise.all(
    [...new Set(by)].map(async (dimension) =>
      (await readValues(sql, dimension, period)).map(({ value, counts }) => ({
        by: dimension,
        value,
        ...figuresOf(counts, confidence),
      })),
    ),
  );
  return parts.flat();
}
