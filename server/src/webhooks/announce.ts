import type { EventType } from '@nines/shared/wire/webhook';
import type { Sql } from '../database/connect.ts';

/**
 * SQL that notes what has become of responses, to be told to the webhooks of `shops`. It is a part of
 * the very statement that stores them, so that an event is committed exactly when its response is.
 * `changes` names a table expression with the columns shop_id, id and snapshot, the whole row as JSON.
 */
export function noteResponses(
  sql: Sql,
  changes: string,
  type: EventType,
  shops: readonly number[],
) {
  return sql`
    insert into webhook_events (shop_id, type, subject, snapshot)
    select shop_id, ${type}, id::text, snapshot from ${sql(changes)}
    where shop_id = any(${[...shops]}::bigint[])`;
}

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
