import type { Aggregate, AggregateQuery, PeriodFigures } from '@nines/shared/wire/aggregate';
import { otherValue } from '@nines/shared/wire/fields';
import { filtersOf } from '@nines/shared/wire/filters';
import type { Sql } from '../database/connect.ts';
import type { Shop } from '../shops/store.ts';
import { changeBetween, reckonerAt, type Reckoner } from './figures.ts';
import { readResponses } from './from-responses.ts';
import { readRollups } from './from-rollups.ts';
import { earlierPeriodOf, periodOf } from './period.ts';
import { sourceFor, type Question } from './question.ts';
import type { Reading } from './reading.ts';
import { checkSegments, type Scope } from './scope.ts';
import { effortSummary, expectationSummary } from './summaries.ts';
import { trendOf } from './trend.ts';

/** The figures of a period. Throws 422 for a period or a segment that cannot be. */
export async function aggregate(
  sql: Sql,
  { shop, scope, survey }: { shop: Shop; scope: Scope; survey: string },
  query: AggregateQuery,
): Promise<Omit<Aggregate, 'recounting'>> {
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
  const source = query.source ?? sourceFor(question);
  const read = source === 'rollups' ? readRollups : readResponses;
  const { current, earlier } = await read(sql, question);
  const { interval, confidence } = query;
  const reckon = reckonerAt(confidence);
  return {
    survey,
    ...period,
    timezone: shop.timezone,
    scale: scope.scale,
    source,
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
