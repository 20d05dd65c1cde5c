import type { Filter } from '@nines/shared/wire/filters';
import type { Sql } from '../database/sql.ts';
import { countNames } from './add.ts';

/** Which rollups are read: days of the shop's time zone, both included. */
export type RollupSelection = {
  shop: number;
  surveys: readonly number[];
  from: string;
  to: string;
  /** At most one, because a row of the rollups has one dimension. */
  filter: Filter | undefined;
};

/**
 * The counts of a period. `days`: rows of the day's number from `from` and the counts; a day may occur twice.
 * `values`: rows of dimension, value and the counts. Counts are eleven by score and one of views.
 */
export type RolledCounts = { days: number[][]; values: [string, string, ...number[]][] };

/**
 * Reads the rollups of one or two periods in one snapshot, and whether a recount of the shop is pending.
 * `dimensions` are those whose values are wanted.
 */
export async function readRollups(
  sql: Sql,
  selections: readonly RollupSelection[],
  dimensions: readonly string[],
): Promise<{ periods: RolledCounts[]; recounting: boolean }> {
  const { shop } = selections[0]!;
  // As text for `JSON.parse`: the driver parses JSON no faster, and arrays of PostgreSQL at half the speed.
  const rows = await sql<{ days: string | null; values: string | null; recounting: boolean }[]>`
    ${selections.map(
      (selection, index) => sql`${index > 0 ? sql`union all` : sql``}
      select ${index}::int as period, (${days(sql, selection)}) as days,
        (${values(sql, selection, dimensions)}) as values,
        exists (select from recounts where shop_id = ${shop}) as recounting`,
    )}
    order by period`;
  return {
    periods: rows.map((row) => ({
      days: parseNumbers(row.days),
      values: JSON.parse(row.values ?? '[]') as RolledCounts['values'],
    })),
    recounting: rows[0]!.recounting,
  };
}

/** PostgreSQL writes an array of arrays of numbers as JSON does, except for the brackets. */
function parseNumbers(literal: string | null): number[][] {
  if (literal === null) return [];
  return JSON.parse(literal.replaceAll('{', '[').replaceAll('}', ']')) as number[][];
}

function days(sql: Sql, { shop, surveys, from, to, filter }: RollupSelection) {
  const sign =
    filter && isUnverified(filter) ? `case when dimension = '' then 1 else -1 end * ` : '';
  const counts = countNames.map((name) => (name === 'views' ? name : sign + name)).join(', ');
  return sql`
    select array_agg(array[day - ${from}::date, ${sql.unsafe(counts)}])::text from rollups
    where shop_id = ${shop} and survey_id = any(${[...surveys]}::bigint[])
      and ${matchFilter(sql, filter)} and day between ${from}::date and ${to}::date`;
}

/** Unverified responses have no rows of their own. They are all responses minus the verified ones. */
function matchFilter(sql: Sql, filter: Filter | undefined) {
  if (!filter) return sql`dimension = ''`;
  if (isUnverified(filter)) return sql`dimension in ('', 'verified')`;
  return sql`dimension = ${filter.dimension} and value = any(${[...filter.values]}::text[])`;
}

export function isUnverified({ dimension, values: given }: Filter): boolean {
  return dimension === 'verified' && given[0] === 'false';
}

/** The counts of each value over the whole period. */
function values(
  sql: Sql,
  { shop, surveys, from, to, filter }: RollupSelection,
  dimensions: readonly string[],
) {
  const sums = countNames.map((name) => `sum(${name}) as ${name}`).join(', ');
  const all = countNames.map((name) => `sum(${name})`).join(' + ');
  return sql`
    select json_agg(json_build_array(dimension, value, ${sql.unsafe(countNames.join(', '))}))::text
    from (
      select dimension, value, ${sql.unsafe(sums)} from rollups
      where shop_id = ${shop} and survey_id = any(${[...surveys]}::bigint[])
        and dimension = any(${[...dimensions]}::text[])
        ${filter && !isUnverified(filter) ? sql`and value = any(${[...filter.values]}::text[])` : sql``}
        and day between ${from}::date and ${to}::date
      group by dimension, value having ${sql.unsafe(all)} > 0
    ) as sums`;
}

/** How many responses count in each value of a survey's dimension; values without any are left out. */
export async function listCountedValues(
  sql: Sql,
  opts: { shop: number; survey: number; dimension: string },
): Promise<ReadonlyMap<string, number>> {
  const all = countNames.map((name) => `sum(${name})`).join(' + ');
  const rows = await sql<{ value: string; n: number }[]>`
    select value, (${sql.unsafe(all)})::float8 as n from rollups
    where shop_id = ${opts.shop} and survey_id = ${opts.survey} and dimension = ${opts.dimension}
    group by value having ${sql.unsafe(all)} > 0`;
  return new Map(rows.map(({ value, n }) => [value, n]));
}

/** Those of the surveys for which something was ever counted. */
export async function listCountedSurveys(
  sql: Sql,
  shop: number,
  surveys: readonly number[],
): Promise<number[]> {
  const rows = await sql<{ survey: number }[]>`
    select distinct survey_id as survey from rollups
    where shop_id = ${shop} and survey_id = any(${[...surveys]}::bigint[]) and dimension = ''`;
  return rows.map(({ survey }) => survey);
}
