import type { Scale } from '@nines/shared/score';
import type {
  Aggregate,
  AggregateQuery,
  Interval,
  PeriodFigures,
  Source,
} from '@nines/shared/wire/aggregate';
import { otherValue } from '@nines/shared/wire/fields';
import { filtersOf } from '@nines/shared/wire/filters';
import type { Sql } from '../database/sql.ts';
import type { Shop } from '../shops/store.ts';
import { changeBetween, reckonerAt, type Reckoner } from './figures.ts';
import { readResponses } from './from-responses.ts';
import { readRollups } from './from-rollups.ts';
import { earlierPeriodOf, periodOf } from './period.ts';
import { sourceFor, type Question } from './question.ts';
import { toReading, type RawAnswer, type Reading } from './reading.ts';
import { checkSegments, type Scope } from './scope.ts';
import { effortSummary, expectationSummary } from './summaries.ts';
import { trendOf } from './trend.ts';

/** A question, with all else that its answer depends on besides the counts. */
export type Asked = {
  question: Question;
  source: Source;
  survey: string;
  timezone: string;
  scale: Scale;
  interval: Interval;
  confidence: number;
};

/** What a query asks. Throws 422 for a period or a segment that cannot be. */
export function askedBy(
  query: AggregateQuery,
  { shop, scope, survey }: { shop: Shop; scope: Scope; survey: string },
): Asked {
  const period = periodOf(query, shop.timezone);
  const question: Question = {
    shopId: shop.id,
    surveyIds: scope.surveyIds,
    period,
    earlier: earlierPeriodOf(query, period),
    filters: filtersOf(query),
    by: [...new Set(query.by)],
  };
  checkSegments(question.by, scope, () => 'by');
  const names = question.filters.map(({ dimension }) => dimension);
  checkSegments(names, scope, (name) => name);
  const { interval, confidence } = query;
  const source = query.source ?? sourceFor(question);
  return {
    question,
    source,
    survey,
    timezone: shop.timezone,
    scale: scope.scale,
    interval,
    confidence,
  };
}

/** The counts that are asked for. */
export function readCounts(sql: Sql, { question, source }: Asked): Promise<RawAnswer> {
  return source === 'rollups' ? readRollups(sql, question) : readResponses(sql, question);
}

/** The figures, from the counts and from nothing else. */
export function aggregate(asked: Asked, raw: RawAnswer): Aggregate {
  const { question, source, survey, timezone, scale, interval, confidence } = asked;
  const { period, by } = question;
  const current = toReading(raw.current, by, raw.knows);
  const earlier = raw.earlier && toReading(raw.earlier, by, raw.knows);
  const reckon = reckonerAt(confidence);
  return {
    survey,
    ...period,
    timezone,
    scale,
    source,
    recounting: raw.recounting,
    total: periodFigures(current, reckon),
    ...(earlier && {
      previous: { ...question.earlier!, ...periodFigures(earlier, reckon) },
      change: changeBetween(current.total, earlier.total, confidence),
    }),
    trend: trendOf(current, period, interval, reckon),
    breakdown: breakdownOf(current, reckon),
    capped: cappedOf(current),
  };
}

function periodFigures(reading: Reading, reckon: Reckoner): PeriodFigures {
  return {
    ...reckon(reading.total),
    effort: effortSummary(reading.effort),
    expectation: expectationSummary(reading.expectation),
  };
}

function breakdownOf({ values }: Reading, reckon: Reckoner): Aggregate['breakdown'] {
  return Array.from(values, ([by, rows]) =>
    rows.map(({ value, counts }) => ({ by, value, ...reckon(counts) })),
  ).flat();
}

function cappedOf({ values }: Reading): string[] {
  return [...values]
    .filter(([by, rows]) => by.startsWith('property.') && rows.some(isOther))
    .map(([by]) => by);
}

function isOther({ value }: { value: string }): boolean {
  return value === otherValue;
}
