import type { Sql } from '../database/sql.ts';
import { surveyId, type Fragment } from './line.ts';
import { answeredAt } from './present.ts';

/** SQL for a response as a line of NDJSON, with what `present` says of it. */
export function ndjsonLine(sql: Sql): Fragment {
  return sql`concat((
    select row_to_json(line)::text from (
      select id, ${surveyId(sql)} as survey, ${answeredAt(sql)} as "answeredAt",
        revision, score, comment, coalesce(reasons, '{}') as reasons, effort, expectation, moment,
        channel, device, locale, url, verified, orders.order, customer_ref as customer,
        reply_to as "replyTo", coalesce(properties, '{}') as properties
      from (select case when order_id is not null then (
        select row_to_json(parts) from (
          select order_id as id, trim_scale(order_value) as value, order_currency as currency
        ) as parts
      ) end as "order") as orders
    ) as line
  ), E'\\n')`;
}
