import type { Attempt, Delivery } from '@nines/shared/wire/webhook';
import type { Sql } from '../database/sql.ts';
import { decodeId } from '../database/ids.ts';
import type { Message } from './send.ts';

type Row = Omit<Delivery, 'id' | 'createdAt' | 'body'> & {
  id: string;
  created: string;
  body: string | null;
};

const prefix = 'msg_';

/** The UUID of a delivery by its public id, or `undefined` when the text is not such an id. */
export function deliveryUuid(id: string): string | undefined {
  const uuid = id.startsWith(prefix) ? id.slice(prefix.length) : '';
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(uuid) ? uuid : undefined;
}

/** A webhook's deliveries, newest first, from just after `after`. */
export async function listDeliveries(
  sql: Sql,
  opts: {
    shopId: number;
    webhook: string;
    after: { at: string; id: string } | undefined;
    limit: number;
  },
): Promise<Delivery[]> {
  const after = opts.after ?? { at: 'infinity', id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };
  const rows = await sql<Row[]>`
    select id, event, state, attempts, body,
      to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created
    from webhook_deliveries
    where shop_id = ${opts.shopId} and webhook_id = ${decodeId(opts.webhook) ?? 0}
      and (created_at, id) < (${after.at}::text::timestamptz, ${after.id}::uuid)
    order by created_at desc, id desc
    limit ${opts.limit}`;
  return rows.map(({ id, created, body, ...row }) => ({
    ...row,
    id: prefix + id,
    createdAt: created,
    body: body === null ? null : (JSON.parse(body) as unknown),
  }));
}

/** The message of a pending delivery, or `undefined` when it is not pending or its body was erased. */
export async function findPending(
  sql: Sql,
  shopId: number,
  id: string,
): Promise<Message | undefined> {
  const [row] = await sql<Message[]>`
    select d.id, d.body, w.url, case when w.old_secret_until > now()
      then array[w.secret, w.old_secret] else array[w.secret] end as secrets
    from webhook_deliveries d join webhooks w on w.shop_id = d.shop_id and w.id = d.webhook_id
    where d.shop_id = ${shopId} and d.id = ${id}::uuid and d.state = 'pending'
      and d.body is not null`;
  return row && { ...row, id: prefix + row.id };
}

/** How many attempts are kept for one delivery. */
const maxAttempts = 50;

/** Adds an attempt to a delivery and sets its state. */
export async function recordAttempt(
  sql: Sql,
  shopId: number,
  id: string,
  attempt: Attempt,
  state: Delivery['state'],
): Promise<void> {
  await sql`
    update webhook_deliveries
    set state = ${state}, attempts = case
      when jsonb_array_length(attempts) >= ${maxAttempts} then attempts - 0 else attempts end
      || ${JSON.stringify([attempt])}::text::jsonb
    where shop_id = ${shopId} and id = ${id}::uuid`;
}

/**
 * Makes a delivery pending again, within a transaction. `false` when this webhook has no such delivery, or its
 * body was erased.
 */
export async function reopenDelivery(
  transaction: Sql,
  key: { shopId: number; webhook: string; id: string },
): Promise<boolean> {
  const rows = await transaction`
    update webhook_deliveries set state = 'pending'
    where shop_id = ${key.shopId} and webhook_id = ${decodeId(key.webhook) ?? 0}
      and id = ${key.id}::uuid and body is not null
    returning id`;
  return rows.length > 0;
}

/**
 * Erases the events and the bodies of deliveries about these subjects (ids of responses, references of
 * persons). Pending deliveries become failed.
 */
export async function eraseFromDeliveries(
  sql: Sql,
  shopId: number,
  given: readonly string[],
): Promise<void> {
  const subjects = [...given];
  // Events first: the statement waits for a relay that is processing one, so the next statement sees the
  // deliveries that the relay has made.
  await sql`delete from webhook_events where shop_id = ${shopId} and subject = any(${subjects})`;
  await sql`
    update webhook_deliveries set body = null,
      state = case state when 'pending' then 'failed' else state end
    where shop_id = ${shopId} and subject = any(${subjects})`;
}

/** Removes at most `limit` deliveries of a webhook and returns their number. */
export async function removeDeliveries(
  sql: Sql,
  { shopId, webhook, limit }: { shopId: number; webhook: number; limit: number },
): Promise<number> {
  const { count } = await sql`
    delete from webhook_deliveries where shop_id = ${shopId} and id in (
      select id from webhook_deliveries where shop_id = ${shopId} and webhook_id = ${webhook}
      limit ${limit})`;
  return count;
}
