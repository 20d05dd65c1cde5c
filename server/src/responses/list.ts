import type { ResponsesQuery, StoredResponse } from '@nines/shared/wire/response';
import type { Sql } from '../database/sql.ts';
import type { Position } from '../http/page.ts';
import { columns, present, type Row } from './present.ts';
import { whereSelected } from './select.ts';

/** The shop's responses that a query selects, newest first, from just after `after`. */
export async function listResponses(
  sql: Sql,
  opts: { shopId: number; query: ResponsesQuery; after: Position | undefined; limit: number },
): Promise<StoredResponse[]> {
  const { shopId, query, after, limit } = opts;
  const rows = await sql<Row[]>`
    select ${columns(sql)} from responses ${whereSelected(sql, shopId, query)}
      ${after ? sql`and (answered_at, id) < (${after.at}::text::timestamptz, ${after.id}::uuid)` : sql``}
    order by answered_at desc, id desc
    limit ${limit}`;
  return rows.map(present);
}

/** One of the shop's responses, or `undefined`: also for another shop's. */
export async function findResponse(
  sql: Sql,
  shopId: number,
  id: string,
): Promise<StoredResponse | undefined> {
  const [row] = await sql<Row[]>`
    select ${columns(sql)} from responses where shop_id = ${shopId} and id = ${id}::uuid`;
  return row && present(row);
}
