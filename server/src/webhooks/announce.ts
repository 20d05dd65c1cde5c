import type { EventType } from '@nines/shared/wire/webhook';
import type { Sql } from '../database/sql.ts';

/** Notes an event within the caller's transaction, where the shop has a webhook for it. */
export async function announce(
  transaction: Sql,
  event: { shopId: number; type: EventType; subject: string; data: object },
): Promise<void> {
  await transaction`
    insert into webhook_events (shop_id, type, subject, snapshot)
    select ${event.shopId}, ${event.type}, ${event.subject}, ${JSON.stringify(event.data)}::text::jsonb
    where exists (select from webhooks
      where shop_id = ${event.shopId} and ${event.type} = any(events))`;
}
