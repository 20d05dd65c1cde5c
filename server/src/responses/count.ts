import { highestScore } from '@nines/shared/score';
import { propertyOf, type Filter } from '@nines/shared/wire/filters';
import type { Sql } from '../database/sql.ts';
import { matchFilters } from './find.ts';

/** Which responses are counted: days of the shop's time zone, both included. */
export type Selection = {
  shop: number;
  surveys: readonly number[];
  from: string;
  to: string;
  filters: readonly Filter[];
};

/**
 * Counts of responses. `days`: rows of the day's number from `from` and the counts by score 0…10. `values`: rows
 * of dimension, value and the counts by score 0…10.
 */
export type ResponseCounts = { days: number[][]; values: [string, string, ...number[]][] };

/**
 * Counts responses one by one, for two dimensions at once, which the rollups do not hold. A response with
 * several reasons counts in each. Tests are not counted.
 */
export async function countResponses(
  sql: Sql,
  selection: Selection,
  dimensions: readonly string[],
): Promise<ResponseCounts> {
  const { shop, surveys, from, to, filters } = selection;
  const [row] = await sql<[{ days: number[][] | null; values: ResponseCounts['values'] | null }]>`
    with chosen as materialized (
      select day, score, moment, locale, device, channel, verified, reasons, effort, expectation,
        segments
      from responses
      -- The day selects the rows. The time is for the index, and wide enough for every time zone.
      where shop_id = ${shop} and survey_id = any(${[...surveys]}::bigint[]) and not test
        and day between ${from}::date and ${to}::date
        and answered_at between ${from}::date - interval '2 days'
          and ${to}::date + interval '3 days' ${matchFilters(sql, filters, 'segments')}
    )
    select
      (select json_agg(json_build_array(number, ${scoreNames(sql)})) from (
        select day - ${from}::date as number, ${scoreCounts(sql)} from chosen group by day
      ) as days) as days,
      (select json_agg(json_build_array(dimension, value, ${scoreNames(sql)})) from (
        ${dimensions.map(
          (dimension, index) => sql`${index > 0 ? sql`union all` : sql``}
            select ${dimension}::text as dimension, value, ${scoreCounts(sql)}
            from chosen ${valueOf(sql, dimension)} where value is not null group by value`,
        )}
      ) as values) as values`;
  return { days: row.days ?? [], values: row.values ?? [] };
}

/** SQL: joins each chosen row with its values in the dimension, as text. A missing value is null or no row. */
function valueOf(sql: Sql, dimension: string) {
  const property = propertyOf(dimension);
  if (property !== undefined) {
    return sql`cross join lateral (select segments ->> ${property}::text as value) as v`;
  }
  if (dimension === 'reason') return sql`cross join lateral unnest(reasons) as v (value)`;
  if (dimension === 'verified') {
    return sql`cross join lateral (select case when verified then 'true' end as value) as v`;
  }
  return sql`cross join lateral (select ${sql(dimension)}::text as value) as v`;
}

const scores = Array.from({ length: highestScore + 1 }, (_, score) => score);

function scoreCounts(sql: Sql) {
  return scores.map(
    (score) => sql`${score > 0 ? sql`,` : sql``}
      (count(*) filter (where score = ${score}))::int as ${sql(`c${score}`)}`,
  );
}

function scoreNames(sql: Sql) {
  return scores.map((score) => sql`${score > 0 ? sql`,` : sql``} ${sql(`c${score}`)}`);
}

/**
 * The values of a property in a survey's responses, as text: values of trusted responses first, then the most
 * frequent. At most `limit`. Tests are left out.
 */
export async function listPropertyValues(
  sql: Sql,
  opts: { shop: number; survey: number; property: string; limit: number },
): Promise<{ value: string; trusted: boolean }[]> {
  const value = sql`coalesce(properties, segments) ->> ${opts.property}::text`;
  return sql`
    select ${value} as value, bool_or(trusted) as trusted from responses
    where shop_id = ${opts.shop} and survey_id = ${opts.survey} and ${value} is not null
      and not test
    group by 1 order by bool_or(trusted) desc, count(*) desc, 1 limit ${opts.limit}`;
}

/** How many answers are looked at first: a common value is found among them. */
const sampleRows = 200;

/**
 * Whether the answers that count in a value of a segment are of so many people, without those in `except`. Who
 * gave an answer is known by its hashes; one without any is of a person of its own.
 */
export async function hasPeople(
  sql: Sql,
  opts: {
    shop: number;
    survey: number;
    property: string;
    value: string;
    except: readonly string[];
    people: number;
  },
): Promise<boolean> {
  for (const limit of [sampleRows, null]) {
    const [row] = await sql<[{ people: number }]>`
      select count(distinct person)::int as people from (
        select coalesce(customer_ref, email_ref, id::text) as person from responses
        where shop_id = ${opts.shop} and survey_id = ${opts.survey} and not test
          and segments ->> ${opts.property}::text = ${opts.value}
          and id <> all(${[...opts.except]}::uuid[])
        limit ${limit}::bigint
      ) as answers`;
    if (row.people >= opts.people) return true;
  }
  return false;
}

/** The sum of the orders in one currency; `null` is no currency. */
export type OrderSum = { currency: string | null; value: number; orders: number };

/** The value of these responses' orders, by currency. Orders without a value are left out. */
export function sumOrderValues(
  sql: Sql,
  shop: number,
  ids: readonly string[],
): Promise<OrderSum[]> {
  return sql<OrderSum[]>`
    select order_currency as currency, sum(order_value)::float8 as value, count(*)::int as orders
    from responses
    where shop_id = ${shop} and id = any(${[...ids]}::uuid[]) and order_value is not null
    group by order_currency`;
}
