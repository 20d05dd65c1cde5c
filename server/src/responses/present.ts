import type { StoredResponse } from '@nines/shared/wire/response';
import type { Sql } from '../database/sql.ts';
import { encodeId } from '../database/ids.ts';

/** A response as the database gives it by `columns`. */
export type Row = Omit<StoredResponse, 'survey' | 'order' | 'answeredAt'> & {
  survey: number;
  at: string;
  orderId: string | null;
  orderValue: number | null;
  orderCurrency: string | null;
};

/** SQL for when a response was given, to the microsecond: a cursor that rounds would skip rows. */
export function answeredAt(sql: Sql) {
  return sql`to_char(answered_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}

/** The columns of a response. */
export function columns(sql: Sql) {
  return sql`
    id, survey_id as survey, revision, score, comment, coalesce(reasons, '{}') as reasons,
    effort, expectation, moment, channel, device, locale, url, verified,
    ${answeredAt(sql)} as at,
    order_id as "orderId", order_value::float8 as "orderValue",
    order_currency as "orderCurrency", customer_ref as customer, reply_to as "replyTo",
    coalesce(properties, '{}') as properties`;
}

/** The response as the outside sees it. */
export function present(row: Row): StoredResponse {
  const { survey, at, orderId, orderValue, orderCurrency, ...rest } = row;
  return {
    ...rest,
    survey: encodeId(survey),
    answeredAt: at,
    order: orderId === null ? null : { id: orderId, value: orderValue, currency: orderCurrency },
  };
}
