import type { EventType } from '@nines/shared/wire/webhook';
import type { Sql } from '../database/sql.ts';
import { rowsStatement } from '../database/rows.ts';

/** Something that happened in a shop. `data` is what a webhook is told of it, as the API shows it. */
export type NewEvent = {
  shop: number;
  type: EventType;
  /** The id of what it is about, so that a person's words can be taken out again. */
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
 * Notes events in the transaction that makes them happen, so that an event is committed exactly when
 * its cause is. For shops with a webhook only.
 */
export async function noteEvents(transaction: Sql, events: readonly NewEvent[]): Promise<void> {
  await insert(transaction, events);
}

/** As `noteEvents`, where it is not known whether the shop has a webhook for this type. */
export async function announce(transaction: Sql, event: NewEvent): Promise<void> {
  const [webhook] = await transaction`
    select from webhooks where shop_id = ${event.shop} and ${event.type} = any(events) limit 1`;
  if (webhook) await noteEvents(transaction, [event]);
}
