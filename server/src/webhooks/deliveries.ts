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

/** The uuid of a delivery by its public id, or `undefined` where it cannot be one. */
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

/** What is to be sent of a delivery, or `undefined` when nothing is (any more). */
export async function findPending(
  sql: Sql,
  shopId: number,
  id: string,
): Promise<Message | undefined> {
  const [row] = await sql<Message[]>`
    select d.id, d.body, w.url, w.secret
    from webhook_deliveries d join webhooks w on w.shop_id = d.shop_id and w.id = d.webhook_id
    where d.shop_id = ${shopId} and d.id = ${id}::uuid and d.state = 'pending'
      and d.body is not null`;
  return row && { ...row, id: prefix + row.id };
}

/** How many tries are kept of one delivery. */
const mostAttempts = 50;

/** Adds a try to a delivery, and what state it is in by that. */
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
      when jsonb_array_length(attempts) >= ${mostAttempts} then attempts - 0 else attempts end
      || ${JSON.stringify([attempt])}::text::jsonb
    where shop_id = ${shopId} and id = ${id}::uuid`;
}

/**
 * Makes a delivery pending again, within a transaction. `false` when there is no such delivery of this
 * webhook, or its body has been erased.
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
 * Erases what was noted and sent about these subjects (ids of responses, references of persons), and what
 * would still have been sent.
 */
export async function eraseFromDeliveries(
  sql: Sql,
  shopId: number,
  given: readonly string[],
): Promise<void> {
  const subjects = [...given];
  // The events first: this waits for a relay that is turning one into deliveries, and then sees those.
  await sql`delete from webhook_events where shop_id = ${shopId} and subject = any(${subjects})`;
  await sql`
    update webhook_deliveries set body = null,
      state = case state when 'pending' then 'failed' else state end
    where shop_id = ${shopId} and subject = any(${subjects})`;
}

/** Removes at most so many deliveries of a webhook; gives how many there were. */
export async function removeDeliveries(
  sql: Sql,
  { shopId, webhook, most }: { shopId: number; webhook: number; most: number },
): Promise<number> {
  const { count } = await sql`
    delete from webhook_deliveries where shop_id = ${shopId} and id in (
      select id from webhook_deliveries where shop_id = ${shopId} and webhook_id = ${webhook}
      limit ${most})`;
  return count;
}
