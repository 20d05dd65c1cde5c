import type { StoredResponse } from '@nines/shared/wire/response';
import { encodeId } from '../database/ids.ts';

/** A row of the table `responses` as PostgreSQL writes it in JSON. */
export type Snapshot = Omit<
  StoredResponse,
  'survey' | 'answeredAt' | 'order' | 'customer' | 'replyTo' | 'reasons' | 'properties'
> & {
  survey_id: number;
  answered_at: string;
  reasons: string[] | null;
  order_id: string | null;
  order_value: number | null;
  order_currency: string | null;
  customer_ref: string | null;
  reply_to: string | null;
  properties: StoredResponse['properties'] | null;
};

/** The response as the API tells it, from its row as it stood when the event happened. */
export function responseOf(row: Snapshot): StoredResponse {
  return {
    id: row.id,
    survey: encodeId(row.survey_id),
    // As the API writes it: to the microsecond, of which answers know the milliseconds.
    answeredAt: new Date(row.answered_at).toISOString().replace('Z', '000Z'),
    revision: row.revision,
    score: row.score,
    comment: row.comment,
    reasons: row.reasons ?? [],
    effort: row.effort,
    expectation: row.expectation,
    moment: row.moment,
    channel: row.channel,
    device: row.device,
    locale: row.locale,
    url: row.url,
    verified: row.verified,
    order:
      row.order_id === null
        ? null
        : { id: row.order_id, value: row.order_value, currency: row.order_currency },
    customer: row.customer_ref,
    replyTo: row.reply_to,
    properties: row.properties ?? {},
  };
}
