import type { StoredResponse } from '@nines/shared/wire/response';
import type { Sql } from '../database/connect.ts';
import { decodeId, encodeId } from '../id.ts';
import type { Position } from './cursor.ts';

type Row = Omit<StoredResponse, 'survey' | 'order' | 'answeredAt'> & {
  survey: number;
  at: string;
  orderId: string | null;
  orderValue: number | null;
  orderCurrency: string | null;
};

/** The shop's responses, newest first, from just after `after`. */
export async function listResponses(
  sql: Sql,
  opts: { shopId: number; survey: string | undefined; after: Position | undefined; limit: number },
): Promise<StoredResponse[]> {
  const survey = opts.survey === undefined ? null : (decodeId(opts.survey) ?? 0);
  const after = opts.after ?? { at: 'infinity', id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };
  const rows = await sql<Row[]>`
    ${selection(sql)}
    where shop_id = ${opts.shopId}
      and (${survey}::bigint is null or survey_id = ${survey})
      and (answered_at, id) < (${after.at}::text::timestamptz, ${after.id}::uuid)
    order by answered_at desc, id desc
    limit ${opts.limit}`;
  return rows.map(present);
}

/** One of the shop's responses, or `undefined`: also for another shop's. */
export async function findResponse(
  sql: Sql,
  shopId: number,
  id: string,
): Promise<StoredResponse | undefined> {
  const [row] = await sql<Row[]>`
    ${selection(sql)} where shop_id = ${shopId} and id = ${id}::uuid`;
  return row && present(row);
}

function selection(sql: Sql) {
  // To the microsecond, for a cursor that rounds would skip or repeat rows.
  return sql`
    select id, survey_id as survey, revision, score, comment, coalesce(reasons, '{}') as reasons,
      effort, expectation, moment, channel, device, locale, url, verified,
      to_char(answered_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
      order_id as "orderId", order_value::float8 as "orderValue",
      order_currency as "orderCurrency", customer_ref as customer, reply_to as "replyTo",
      coalesce(properties, '{}') as properties
    from responses`;
}

function present({ survey, at, orderId, orderValue, orderCurrency, ...row }: Row): StoredResponse {
  return {
    ...row,
    survey: encodeId(survey),
    answeredAt: at,
    order: orderId === null ? null : { id: orderId, value: orderValue, currency: orderCurrency },
  };
}
