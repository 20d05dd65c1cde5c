import type { Filter } from '@nines/shared/wire/filters';
import type { Sql } from '../database/sql.ts';
import { isOfViews, type Period, type Question } from './question.ts';
import type { RawAnswer, RawReading } from './reading.ts';
import { stampOf, type Seen } from './stamp.ts';

/** The counts that a question asks for, from the rollups, all in one snapshot. */
export async function readRollups(sql: Sql, question: Question): Promise<RawAnswer> {
  const { shopId, filters, by, earlier } = question;
  const filter = filters[0];
  const dimensions = dimensionsToRead(filter, by);
  const periods = earlier ? [question.period, earlier] : [question.period];
  const [current, before] = await sql<(RawReading & Seen & { recounting: boolean })[]>`
    ${periods.map(
      (period, index) => sql`${index === 0 ? sql`` : sql`union all`}
      select ${index}::int as period,
        (${daysOf(sql, question, period)}) as days,
        (${valuesOf(sql, question, period, dimensions)}) as values,
        exists (select from rerolls where shop_id = ${shopId}) as recounting,
        ${index === 0 ? sql`(${stampOf(sql, question)})` : sql`null`} as stamp,
        pg_current_snapshot()::text as snapshot`,
    )}
    order by period`;
  return {
    current: current!,
    earlier: before,
    knows: { views: !filter || isOfViews(filter.dimension), summaries: !filter },
    recounting: current!.recounting,
    seen: { snapshot: current!.snapshot, stamp: current!.stamp },
  };
}

/** Divided by `verified`, what is not verified is one value: the total, which has lost the rest already. */
function dimensionsToRead(filter: Filter | undefined, by: readonly string[]): readonly string[] {
  if (!filter) return [...new Set([...by, 'effort', 'expectation'])];
  return isUnverified(filter) ? [] : by;
}

/**
 * Each day's counts as one array of arrays: PostgreSQL writes and JavaScript reads that in half the
 * time that columns take.
 */
function daysOf(sql: Sql, { shopId, surveyIds, filters }: Question, { from, to }: Period) {
  return sql`
    select array_agg(array[day - ${from}::date, ${counters(sql, signOf(sql, filters[0]))}])::text
    from rollups
    where shop_id = ${shopId} and survey_id = any(${[...surveyIds]}::bigint[])
      and ${slice(sql, filters[0])} and day between ${from}::date and ${to}::date`;
}

/** The rollups that a filter adds up. */
function slice(sql: Sql, filter: Filter | undefined) {
  if (!filter) return sql`dimension = ''`;
  if (isUnverified(filter)) return sql`dimension in ('', 'verified')`;
  return sql`dimension = ${filter.dimension} and value = any(${[...filter.values]}::text[])`;
}

/** What is not verified is all less what is. */
function signOf(sql: Sql, filter: Filter | undefined) {
  return filter && isUnverified(filter)
    ? sql`case when dimension = '' then 1 else -1 end *`
    : sql``;
}

function isUnverified({ dimension, values }: Filter): boolean {
  return dimension === 'verified' && values[0] === 'false';
}

function counters(sql: Sql, sign = sql``) {
  return sql`${sign} c0, ${sign} c1, ${sign} c2, ${sign} c3, ${sign} c4, ${sign} c5, ${sign} c6,
    ${sign} c7, ${sign} c8, ${sign} c9, ${sign} c10, views`;
}

/** The counts of each value over the whole period. */
function valuesOf(
  sql: Sql,
  { shopId, surveyIds, filters }: Question,
  { from, to }: Period,
  dimensions: readonly string[],
) {
  const [filter] = filters;
  return sql`
    select json_agg(json_build_array(dimension, value,
      c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, views))::text
    from (
      select dimension, value, sum(c0) as c0, sum(c1) as c1, sum(c2) as c2, sum(c3) as c3,
        sum(c4) as c4, sum(c5) as c5, sum(c6) as c6, sum(c7) as c7, sum(c8) as c8, sum(c9) as c9,
        sum(c10) as c10, sum(views) as views
      from rollups
      where shop_id = ${shopId} and survey_id = any(${[...surveyIds]}::bigint[])
        and dimension = any(${[...dimensions]}::text[])
        ${filter && !isUnverified(filter) ? sql`and value = any(${[...filter.values]}::text[])` : sql``}
        and day between ${from}::date and ${to}::date
      group by dimension, value
      having sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + views) > 0
    ) as sums`;
}
