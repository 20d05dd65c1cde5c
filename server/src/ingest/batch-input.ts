import type { Sql } from '../database/sql.ts';
import type { ResponseRow } from './row.ts';

/**
 * The batch as a table `input`, one JSON parameter whatever its size, with each row's local day. Its
 * order is that of the orders and ids, the same for every writer: two that insert the same answers
 * wait for each other in turn and not in a ring. Of one order's answers the first sent is the first.
 */
export function batchInput(sql: Sql, batch: readonly ResponseRow[]) {
  return sql`input as materialized (
    select t.*, (t.at at time zone s.timezone)::date as day
    from rows from (json_to_recordset(${JSON.stringify(batch)}::text::json) as (
      shop bigint, survey bigint, id uuid, at timestamptz, revision int,
      score smallint, effort smallint, verified boolean, moment text, channel text, device text,
      locale text, expectation text, comment text, reasons text[], url text,
      order_id text, order_value numeric, order_currency text, customer_ref text, reply_to text,
      properties jsonb, segments jsonb, past boolean)) with ordinality as t (
      shop, survey, id, at, revision, score, effort, verified, moment, channel, device, locale,
      expectation, comment, reasons, url, order_id, order_value, order_currency, customer_ref,
      reply_to, properties, segments, past, position)
    join shops s on s.id = t.shop
    order by t.shop, t.order_id collate "C", case when t.order_id is null then t.id end, t.position)`;
}
