import { addScore, emptyTally, type Tally } from '@nines/shared/tally';
import type { StoredResponse } from '@nines/shared/wire/response';
import type { Sql } from '../database/sql.ts';
import { responseOf, type Snapshot } from './snapshot.ts';

/** Which of a shop's responses; times in seconds since 1970, whole seconds, both ends included. */
export type Span = {
  shopId: number;
  surveys: readonly number[];
  moment?: string | undefined;
  customer?: string | undefined;
  since?: number | undefined;
  until?: number | undefined;
  updatedSince?: number | undefined;
  updatedUntil?: number | undefined;
};

/** A page of responses in the order in which they were given or last changed. */
export async function listBetween(
  sql: Sql,
  span: Span,
  page: { by: 'answered' | 'updated'; descending: boolean; limit: number; offset: number },
): Promise<(StoredResponse & { updatedAt: string | null })[]> {
  const direction = page.descending ? sql`desc` : sql`asc`;
  const time = page.by === 'updated' ? sql`coalesce(updated_at, answered_at)` : sql`answered_at`;
  const rows = await sql<{ snapshot: Snapshot; updated: Date | null }[]>`
    select to_jsonb(r.*) as snapshot, updated_at as updated
    from responses r where ${match(sql, span)}
    order by ${time} ${direction}, id ${direction}
    limit ${page.limit} offset ${page.offset}`;
  return rows.map(({ snapshot, updated }) => ({
    ...responseOf(snapshot),
    updatedAt: updated && updated.toISOString(),
  }));
}

/** How often each score was given. */
export async function tallyBetween(sql: Sql, span: Span): Promise<Tally> {
  const rows = await sql<{ score: number; times: number }[]>`
    select score, count(*)::int as times from responses where ${match(sql, span)} group by score`;
  return rows.reduce((tally, { score, times }) => addScore(tally, score, times), emptyTally);
}

/** When the newest response was given, in seconds since 1970; `undefined` without any. */
export async function newestAnswer(sql: Sql, span: Span): Promise<number | undefined> {
  const [row] = await sql<{ at: Date }[]>`
    select answered_at as at from responses where ${match(sql, span)}
    order by answered_at desc limit 1`;
  return row && Math.floor(row.at.getTime() / 1000);
}

/** One response with the time of its last change; `undefined` also for another shop's. */
export async function findDated(sql: Sql, shopId: number, id: string) {
  const [row] = await sql<{ snapshot: Snapshot; updated: Date | null }[]>`
    select to_jsonb(r.*) as snapshot, updated_at as updated
    from responses r where shop_id = ${shopId} and id = ${id}::uuid`;
  return row && { ...responseOf(row.snapshot), updatedAt: row.updated?.toISOString() ?? null };
}

/** When each of these customers answered last. */
export async function lastAnswers(
  sql: Sql,
  shopId: number,
  customers: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  const rows = await sql<{ customer: string; at: Date }[]>`
    select customer_ref as customer, max(answered_at) as at from responses
    where shop_id = ${shopId} and customer_ref = any(${[...customers]})
    group by customer_ref`;
  return new Map(rows.map(({ customer, at }) => [customer, at]));
}

function match(sql: Sql, span: Span) {
  const { since, until, updatedSince, updatedUntil, moment, customer } = span;
  return sql`
    shop_id = ${span.shopId} and survey_id = any(${[...span.surveys]}::bigint[])
    ${moment === undefined ? sql`` : sql`and moment = ${moment}`}
    ${customer === undefined ? sql`` : sql`and customer_ref = ${customer}`}
    ${since === undefined ? sql`` : sql`and answered_at >= to_timestamp(${since})`}
    ${until === undefined ? sql`` : sql`and answered_at < to_timestamp(${until + 1})`}
    ${
      updatedSince === undefined
        ? sql``
        : // Two ranges, each of which has an index.
          sql`and (updated_at >= to_timestamp(${updatedSince})
            or (updated_at is null and answered_at >= to_timestamp(${updatedSince})))`
    }
    ${
      updatedUntil === undefined
        ? sql``
        : sql`and coalesce(updated_at, answered_at) < to_timestamp(${updatedUntil + 1})`
    }`;
}
