import { defaultEvents, type NewWebhook, type Webhook } from '@nines/shared/wire/webhook';
import { type Sql, inSteps } from '../database/sql.ts';
import { decodeId, encodeId, newId } from '../database/ids.ts';
import { removeDeliveries } from './deliveries.ts';
import { makeSecret } from './secrets.ts';

type Row = Omit<Webhook, 'id' | 'createdAt' | 'oldSecretUntil'> & {
  id: number;
  created: Date;
  oldUntil: Date | null;
};

/** The shop's webhooks, oldest first. */
export async function listWebhooks(sql: Sql, shopId: number): Promise<Webhook[]> {
  const rows = await sql<Row[]>`
    select ${columns(sql)} from webhooks
    where shop_id = ${shopId} order by created_at, id`;
  return rows.map(present);
}

/** Lets one transaction at a time add webhooks of the shop. The lock needs no row, so it also holds for the first. */
export async function lockWebhooks(transaction: Sql, shopId: number): Promise<void> {
  await transaction`select pg_advisory_xact_lock(hashtextextended(${`webhooks ${shopId}`}, 0))`;
}

/** Adds a webhook and returns it as stored, with the secret that signs its messages. */
export async function insertWebhook(
  sql: Sql,
  shopId: number,
  { url, format, events = defaultEvents(format) }: NewWebhook,
): Promise<Webhook & { secret: string }> {
  const secret = makeSecret();
  const [row] = await sql<[Row]>`
    insert into webhooks (shop_id, id, url, events, format, secret)
    values (${shopId}, ${newId()}, ${url}, ${events}, ${format}, ${secret})
    returning ${columns(sql)}`;
  return { ...present(row), secret };
}

/**
 * Removes a webhook with its deliveries, and the shop's stored events if it was the last webhook. Returns
 * whether it existed. Events are removed before deliveries: the statement waits for a relay that is processing
 * one, and the deliveries that the relay has made are removed afterwards.
 */
export async function deleteWebhook(sql: Sql, shopId: number, id: string): Promise<boolean> {
  const webhook = decodeId(id) ?? 0;
  const deleted = await sql`
    delete from webhooks where shop_id = ${shopId} and id = ${webhook} returning id`;
  if (deleted.length === 0) return false;
  await sql`
    delete from webhook_events e where e.shop_id = ${shopId}
      and not exists (select from webhooks w where w.shop_id = e.shop_id)`;
  await inSteps((limit) => removeDeliveries(sql, { shopId, webhook, limit }));
  return true;
}

/** Whether the shop has this webhook. */
export async function hasWebhook(sql: Sql, shopId: number, id: string): Promise<boolean> {
  const rows = await sql`
    select from webhooks where shop_id = ${shopId} and id = ${decodeId(id) ?? 0}`;
  return rows.length > 0;
}

/** The shops that have a webhook. */
export async function shopsWithWebhooks(sql: Sql): Promise<number[]> {
  const rows = await sql<{ shop: number }[]>`select distinct shop_id as shop from webhooks`;
  return rows.map(({ shop }) => shop);
}

function columns(sql: Sql) {
  return sql`id, url, events, format, created_at as created,
    case when old_secret_until > now() then old_secret_until end as "oldUntil"`;
}

function present({ id, created, oldUntil, ...webhook }: Row): Webhook {
  return {
    ...webhook,
    id: encodeId(id),
    createdAt: created.toISOString(),
    oldSecretUntil: oldUntil?.toISOString() ?? null,
  };
}
