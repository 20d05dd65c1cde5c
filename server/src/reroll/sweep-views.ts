import type { Sql } from '../database/sql.ts';
import { dimensionsOf } from '../ingest/rollup.ts';
import type { Range } from './sweep-responses.ts';

/** Counts the shop's views of a range by its present time zone, as `sweepResponses` does. */
export async function sweepViews(sql: Sql, shopId: number, { after, last }: Range): Promise<void> {
  await sql`
    with target as materialized (
      select w.shop_id, w.id, w.day as old_day,
        (w.viewed_at at time zone s.timezone)::date as new_day
      from views w join shops s on s.id = w.shop_id
      where w.shop_id = ${shopId} and w.id > ${after}::uuid and w.id <= ${last}::uuid
        and w.day <> (w.viewed_at at time zone s.timezone)::date
      order by w.shop_id, w.id
      for update of w
    ),
    changed as (
      update views w set day = t.new_day from target t
      where w.shop_id = t.shop_id and w.id = t.id
      returning w.*, t.old_day
    ),
    moved as (
      select shop_id, survey_id, old_day as day, moment, locale, device, channel, -1 as n
      from changed where kind = 'prompt'
      union all
      select shop_id, survey_id, day, moment, locale, device, channel, 1
      from changed where kind = 'prompt'
    )
    insert into rollups as r (shop_id, survey_id, dimension, day, value, views)
    select shop_id, survey_id, dimension, day, value, sum(n) from moved ${dimensionsOf(sql)}
    group by shop_id, survey_id, dimension, day, value
    having sum(n) <> 0
    order by shop_id, survey_id, dimension, day, value
    on conflict (shop_id, survey_id, dimension, day, value) do update
      set views = r.views + excluded.views`;
}
