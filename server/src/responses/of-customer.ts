import type { StoredResponse } from '@nines/shared/wire/response';
import type { Who } from '../customers/who.ts';
import type { Sql } from '../database/sql.ts';
import { columns, present, type Row } from './present.ts';

/** One person's responses, newest first. */
export async function responsesOf(
  sql: Sql,
  shopId: number,
  who: Who,
  limit: number,
): Promise<StoredResponse[]> {
  const rows = await sql<Row[]>`
    select ${columns(sql)} from responses ${whereBy(sql, shopId, who)}
    order by answered_at desc, id desc limit ${limit}`;
  return rows.map(present);
}

/** SQL that selects the responses of one person. */
export function whereBy(sql: Sql, shopId: number, { refs, email }: Who) {
  return sql`
    where shop_id = ${shopId} and (customer_ref = any(${[...refs]})
      or (reply_to is not null and lower(reply_to) = ${email ?? null}))`;
}
