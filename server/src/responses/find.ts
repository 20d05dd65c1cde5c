import { bandOf, highestScore } from '@nines/shared/score';
import { addScore, emptyTally, type Tally } from '@nines/shared/tally';
import { filtersOf, propertyOf, type Filter } from '@nines/shared/wire/filters';
import type { ResponsesQuery } from '@nines/shared/wire/response';
import type { Sql } from '../database/sql.ts';
import { wrongField } from '../http/problems.ts';
import { decodeId } from '../database/ids.ts';
import { selectRecord, type ResponseRecord } from './columns.ts';
import type { Position } from '../http/page.ts';

/** A person, by everything that can identify their responses. */
export type Person = {
  /** Keyed hashes of the names by which they were asked for. */
  refs: readonly string[];
  /**
   * Hashes of the e-mail addresses that their responses and views carry beside such a name. They find what is
   * known by the address alone, but nothing of another id: a family may share an address.
   */
  linked: readonly string[];
  /** In lower case. It finds the answers in which they asked for a reply. */
  email: string | undefined;
};

/** SQL: the condition for the responses of one person. */
export function whereAnsweredBy(sql: Sql, shop: number, { refs, linked, email }: Person) {
  const [names, addresses] = [[...refs], [...linked]];
  return sql`
    where shop_id = ${shop} and (customer_ref = any(${[...names, ...addresses]}::text[])
      or email_ref = any(${names}::text[])
      or (former_refs is not null and former_refs && ${names}::text[])
      or (customer_ref is null and email_ref = any(${addresses}::text[]))
      or (customer_ref is null and former_refs is not null and former_refs && ${addresses}::text[])
      or (reply_to is not null and lower(reply_to) = ${email ?? null}))`;
}

/** The hashes of the e-mail addresses that responses with these hashes carry. */
export async function listEmailRefs(
  sql: Sql,
  shop: number,
  refs: readonly string[],
): Promise<string[]> {
  const rows = await sql<{ ref: string }[]>`
    select distinct email_ref as ref from responses
    where shop_id = ${shop} and customer_ref = any(${[...refs]}) and email_ref is not null`;
  return rows.map(({ ref }) => ref);
}

/** One of the shop's responses. `undefined` when there is none, also for another shop's response. */
export async function findResponse(
  sql: Sql,
  shop: number,
  id: string,
): Promise<ResponseRecord | undefined> {
  const [record] = await findResponses(sql, shop, [id]);
  return record;
}

/** The shop's responses with these ids, in no particular order. */
export function findResponses(
  sql: Sql,
  shop: number,
  ids: readonly string[],
): Promise<ResponseRecord[]> {
  return sql<ResponseRecord[]>`
    select ${sql.unsafe(selectRecord)} from responses
    where shop_id = ${shop} and id = any(${[...ids]}::uuid[])`;
}

/** One person's responses, newest first. */
export function listResponsesOf(
  sql: Sql,
  shop: number,
  person: Person,
  limit: number,
): Promise<ResponseRecord[]> {
  return sql<ResponseRecord[]>`
    select ${sql.unsafe(selectRecord)} from responses ${whereAnsweredBy(sql, shop, person)}
    order by answered_at desc, id desc limit ${limit}`;
}

/** The shop's responses that a query selects, newest first, from just after `after`. */
export function listResponses(
  sql: Sql,
  opts: { shop: number; query: ResponsesQuery; after: Position | undefined; limit: number },
): Promise<ResponseRecord[]> {
  const { shop, query, after, limit } = opts;
  return sql<ResponseRecord[]>`
    select ${sql.unsafe(selectRecord)} from responses ${whereSelected(sql, shop, query)}
      ${after ? sql`and (answered_at, id) < (${after.at}::text::timestamptz, ${after.id}::uuid)` : sql``}
    order by answered_at desc, id desc
    limit ${limit}`;
}

const scores = Array.from({ length: highestScore + 1 }, (_, score) => score);

/** SQL: the shop's responses that a query selects. Throws 422 for a period that ends before it begins. */
export function whereSelected(sql: Sql, shop: number, query: ResponsesQuery) {
  const { survey, from, to, band, score, comment, customer, order, test } = query;
  if (from && to && from > to) throw wrongField('from', 'must not be after to');
  const wanted = scores.filter(
    (value) => (!band || band.includes(bandOf(value))) && (!score || score.includes(value)),
  );
  return sql`
    where shop_id = ${shop}
      ${survey === undefined ? sql`` : sql`and survey_id = ${decodeId(survey) ?? 0}`}
      ${band || score ? sql`and score = any(${wanted}::smallint[])` : sql``}
      ${comment ? sql`and (comment is not null) = ${comment === 'true'}` : sql``}
      ${customer === undefined ? sql`` : sql`and customer_ref = ${customer}`}
      ${order === undefined ? sql`` : sql`and order_id = ${order}`}
      ${test === undefined ? sql`` : test === 'true' ? sql`and test` : sql`and not test`}
      ${from ? sql`and day >= ${from}::date and answered_at >= ${from}::date - interval '2 days'` : sql``}
      ${to ? sql`and day <= ${to}::date and answered_at <= ${to}::date + interval '3 days'` : sql``}
      ${matchFilters(sql, filtersOf(query), 'properties')}`;
}

/**
 * SQL: conditions that hold for rows which pass all filters; each begins with `and`. A property is looked up in
 * `properties`, which are as sent, or in `segments`, which are as counted.
 */
export function matchFilters(
  sql: Sql,
  filters: readonly Filter[],
  properties: 'properties' | 'segments',
) {
  // The driver would send an empty list as a value.
  if (filters.length === 0) return sql``;
  return filters.map(({ dimension, values }) => {
    const list = [...values];
    const property = propertyOf(dimension);
    if (property !== undefined) {
      return sql` and ${sql(properties)} ->> ${property}::text = any(${list}::text[])`;
    }
    switch (dimension) {
      case 'reason':
        return sql` and reasons && ${list}::text[]`;
      case 'verified':
        return sql` and verified = ${values[0] === 'true'}`;
      case 'effort':
        return sql` and effort = any(${list}::text[]::smallint[])`;
      default:
        return sql` and ${sql(dimension)} = any(${list}::text[])`;
    }
  });
}

/** Selects responses of a shop, without tests. Times are whole seconds since 1970, both ends included. */
export type Span = {
  shop: number;
  surveys: readonly number[];
  moment?: string | undefined;
  customer?: string | undefined;
  since?: number | undefined;
  until?: number | undefined;
  updatedSince?: number | undefined;
  updatedUntil?: number | undefined;
};

/** A page of responses in the order in which they were given or last changed. */
export function listSpan(
  sql: Sql,
  span: Span,
  page: { by: 'answered' | 'updated'; descending: boolean; limit: number; offset: number },
): Promise<ResponseRecord[]> {
  const direction = page.descending ? sql`desc` : sql`asc`;
  const time = page.by === 'updated' ? sql`coalesce(updated_at, answered_at)` : sql`answered_at`;
  return sql<ResponseRecord[]>`
    select ${sql.unsafe(selectRecord)} from responses where ${matchSpan(sql, span)}
    order by ${time} ${direction}, id ${direction}
    limit ${page.limit} offset ${page.offset}`;
}

/** The number of responses by score. */
export async function tallySpan(sql: Sql, span: Span): Promise<Tally> {
  const rows = await sql<{ score: number; times: number }[]>`
    select score, count(*)::int as times from responses where ${matchSpan(sql, span)}
    group by score`;
  return rows.reduce((tally, { score, times }) => addScore(tally, score, times), emptyTally);
}

/** The time of the newest response, in seconds since 1970; `undefined` without any. */
export async function newestAnswer(sql: Sql, span: Span): Promise<number | undefined> {
  const [row] = await sql<{ at: Date }[]>`
    select answered_at as at from responses where ${matchSpan(sql, span)}
    order by answered_at desc limit 1`;
  return row && Math.floor(row.at.getTime() / 1000);
}

/** The time of each customer's newest response that is no test. */
export async function lastAnswers(
  sql: Sql,
  shop: number,
  customers: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  const rows = await sql<{ customer: string; at: Date }[]>`
    select customer_ref as customer, max(answered_at) as at from responses
    where shop_id = ${shop} and customer_ref = any(${[...customers]}) and not test
    group by customer_ref`;
  return new Map(rows.map(({ customer, at }) => [customer, at]));
}

function matchSpan(sql: Sql, span: Span) {
  const { since, until, updatedSince, updatedUntil, moment, customer } = span;
  return sql`
    shop_id = ${span.shop} and survey_id = any(${[...span.surveys]}::bigint[]) and not test
    ${moment === undefined ? sql`` : sql`and moment = ${moment}`}
    ${customer === undefined ? sql`` : sql`and customer_ref = ${customer}`}
    ${since === undefined ? sql`` : sql`and answered_at >= to_timestamp(${since})`}
    ${until === undefined ? sql`` : sql`and answered_at < to_timestamp(${until + 1})`}
    ${
      updatedSince === undefined
        ? sql``
        : // Two conditions, because each of them has an index.
          sql`and (updated_at >= to_timestamp(${updatedSince})
            or (updated_at is null and answered_at >= to_timestamp(${updatedSince})))`
    }
    ${
      updatedUntil === undefined
        ? sql``
        : sql`and coalesce(updated_at, answered_at) < to_timestamp(${updatedUntil + 1})`
    }`;
}

/** Those of the surveys that have answers which are tests. They are counted nowhere. */
export async function listTestedSurveys(
  sql: Sql,
  shop: number,
  surveys: readonly number[],
): Promise<number[]> {
  const rows = await sql<{ survey: number }[]>`
    select distinct survey_id as survey from responses
    where shop_id = ${shop} and test and survey_id = any(${[...surveys]}::bigint[])`;
  return rows.map(({ survey }) => survey);
}
