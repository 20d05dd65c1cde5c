import { caseStatuses, type CasesQuery } from '@nines/shared/wire/case';
import type { Who } from '../customers/who.ts';
import type { Sql } from '../database/sql.ts';
import type { Position } from '../http/page.ts';
import { whereBy } from '../responses/of-customer.ts';
import { whereCase } from './match.ts';
import type { CaseRow } from './present.ts';

/** A case with its place in the list; to the microsecond, for a cursor that rounds would skip rows. */
export type PlacedCase = { at: string; snapshot: CaseRow };

/**
 * The shop's cases that a query selects, those opened last first, from just after `after`. Of each status
 * the first few are read from its own index and then merged.
 */
export async function listCases(
  sql: Sql,
  opts: { shopId: number; query: CasesQuery; after: Position | undefined; limit: number },
): Promise<PlacedCase[]> {
  const { shopId, query, after, limit } = opts;
  const statuses = [...new Set(query.status ?? caseStatuses)];
  const beyond = after
    ? sql`and (r.case_opened_at, r.id) < (${after.at}::text::timestamptz, ${after.id}::uuid)`
    : sql``;
  const parts = statuses.map(
    (status, index) => sql`${index > 0 ? sql`union all` : sql``} (
      select r.case_opened_at, r.id, to_jsonb(r.*) as snapshot from responses r
      ${whereCase(sql, shopId, status, query)} ${beyond}
      order by r.case_opened_at desc, r.id desc limit ${limit})`,
  );
  return sql<PlacedCase[]>`
    select to_char(case_opened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, snapshot
    from (${parts}) as c
    order by case_opened_at desc, id desc limit ${limit}`;
}

/** One of the shop's cases, or `undefined`: also for another shop's. */
export async function findCase(sql: Sql, shopId: number, id: string): Promise<CaseRow | undefined> {
  const [row] = await sql<{ snapshot: CaseRow }[]>`
    select to_jsonb(r.*) as snapshot from responses r
    where r.shop_id = ${shopId} and r.id = ${id}::uuid and r.case_opened_at is not null`;
  return row?.snapshot;
}

/** One person's cases, those opened last first. */
export async function casesOf(
  sql: Sql,
  shopId: number,
  who: Who,
  limit: number,
): Promise<CaseRow[]> {
  const rows = await sql<{ snapshot: CaseRow }[]>`
    select to_jsonb(r.*) as snapshot from responses r ${whereBy(sql, shopId, who)}
      and r.case_opened_at is not null
    order by r.case_opened_at desc, r.id desc limit ${limit}`;
  return rows.map(({ snapshot }) => snapshot);
}
