import type { Sql } from '../database/sql.ts';
import { dimensionsOf } from './rollup.ts';
import type { ViewRow } from './row.ts';

/**
 * Stores a batch of views, each once, and counts those of the prompt in the rollups, in one statement.
 * As `WriteForm` says.
 */
export async function storeViews(sql: Sql, rows: readonly ViewRow[]): Promise<readonly boolean[]> {
  const known = await sql<{ id: string; shop_id: number }[]>`
    with input as materialized (
      select distinct on (t.shop, t.id) t.*, (t.at at time zone s.timezone)::date as day
      from json_to_recordset(${JSON.stringify(rows)}::text::json) as t (
        shop bigint, survey bigint, id uuid, at timestamptz, kind text, moment text, channel text,
        device text, locale text, order_id text, order_value numeric, order_currency text,
        customer_ref text)
      join shops s on s.id = t.shop
      order by t.shop, t.id),
    stored as (
      insert into views (shop_id, survey_id, id, kind, viewed_at, day, moment, channel, device,
        locale, order_id, order_value, order_currency, customer_ref)
      select shop, survey, id, kind, at, day, moment, channel, device,
        locale, order_id, order_value, order_currency, customer_ref
      from input
      on conflict do nothing
      returning shop_id, survey_id, id, day, moment, locale, device, channel, kind
    ),
    counted as (
      insert into rollups as r (shop_id, survey_id, dimension, day, value, views)
      select shop_id, survey_id, dimension, day, value, count(*)
      from stored ${dimensionsOf(sql)} and kind = 'prompt'
      group by shop_id, survey_id, dimension, day, value
      order by shop_id, survey_id, dimension, day, value
      on conflict (shop_id, survey_id, dimension, day, value) do update
        set views = r.views + excluded.views
    )
    select i.id, i.shop as shop_id from input i
    where (i.shop, i.id) not in (select shop_id, id from stored)`;
  const repeated = new Set(known.map((row) => `${row.shop_id} ${row.id}`));
  return rows.map((row) => !repeated.has(`${row.shop} ${row.id}`));
}
