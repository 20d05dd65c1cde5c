import type { EventType } from '@nines/shared/wire/webhook';
import type { Sql } from '../database/sql.ts';
import { rowsStatement } from '../database/rows.ts';

/** Something that happened in a shop. `data` is the content of the webhook, in the shape of the API. */
export type NewEvent = {
  shop: number;
  type: EventType;
  /** The id of what it is about. An erasure finds the event by it. */
  subject: string;
  data: object;
};

const insert = rowsStatement<NewEvent>({
  columns: [
    { type: 'bigint', valueOf: ({ shop }) => shop },
    { type: 'text', valueOf: ({ type }) => type },
    { type: 'text', valueOf: ({ subject }) => subject },
    { type: 'jsonb', valueOf: ({ data }) => data },
  ],
  text: (rows) => `insert into webhook_events (shop_id, type, subject, data) values ${rows}`,
});

/**
 * Stores events in the transaction that causes them, so an event is committed exactly when its cause is. Only
 * for shops with a webhook.
 */
export async function noteEvents(transaction: Sql, events: readonly NewEvent[]): Promise<void> {
  await insert(transaction, events);
}

/** As `noteEvents`, but only if the shop has a webhook for this type. */
export async function announce(transaction: Sql, event: NewEvent): Promise<void> {
  const [webhook] = await transaction`
    select from webhooks where shop_id = ${event.shop} and ${event.type} = any(events) limit 1`;
  if (webhook) await noteEvents(transaction, [event]);
}
