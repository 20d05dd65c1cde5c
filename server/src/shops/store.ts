import { spellTimeZone } from '../time/zones.ts';
import type { NewShop, ShopPatch } from '@nines/shared/wire/shop';
import type { Sql } from '../database/sql.ts';
import { newId, randomToken } from '../database/ids.ts';

/** A shop as stored. */
export type Shop = {
  id: number;
  name: string;
  origins: string[];
  timezone: string;
  currency: string;
  locale: string;
  /** Whether the score is public. */
  badge: boolean;
  /** After how many days personal data is erased; `null`: never. */
  retentionDays: number | null;
  /** `signed`: answers without a signed order are refused. */
  answers: 'any' | 'signed';
  /** Whether the tag reports which orders were placed. */
  loyalty: boolean;
  /** The secrets of the customers' hashes, the oldest first. They never leave the server. */
  customerSecrets: string[];
  /** From when on stored hashes are made again by the last secret; `null` when none is left to do. */
  rehashDueAt: Date | null;
};

/** Adds a shop with new secrets and returns it as stored. */
export async function insertShop(sql: Sql, shop: NewShop): Promise<Shop> {
  const [row] = await sql<[Shop]>`
    insert into shops
      (id, name, origins, timezone, currency, locale, customer_secrets)
    values (${newId()}, ${shop.name}, ${shop.origins}, ${spellTimeZone(shop.timezone)}, ${shop.currency},
      ${shop.locale}, ${[randomToken(32)]})
    returning ${columns(sql)}`;
  return row;
}

/** The shop, or `undefined`. */
export async function findShop(sql: Sql, shopId: number): Promise<Shop | undefined> {
  const [row] = await sql<Shop[]>`select ${columns(sql)} from shops where id = ${shopId}`;
  return row;
}

/** Makes other transactions that lock this shop wait until this one ends. */
export async function lockShop(transaction: Sql, shopId: number): Promise<void> {
  await transaction`select from shops where id = ${shopId} for no key update`;
}

/** Changes the given fields and returns the shop as stored. */
export async function updateShop(
  sql: Sql,
  shopId: number,
  { name, origins, timezone, currency, locale, badge, answers, loyalty, retentionDays }: ShopPatch,
): Promise<Shop | undefined> {
  const [row] = await sql<Shop[]>`
    update shops set
      name = coalesce(${name ?? null}, name),
      origins = coalesce(${origins ?? null}, origins),
      timezone = coalesce(${timezone === undefined ? null : spellTimeZone(timezone)}, timezone),
      currency = coalesce(${currency ?? null}, currency),
      locale = coalesce(${locale ?? null}, locale),
      badge = coalesce(${badge ?? null}, badge),
      answers = coalesce(${answers ?? null}, answers),
      loyalty = coalesce(${loyalty ?? null}, loyalty),
      retention_days =
        case when ${retentionDays === undefined} then retention_days else ${retentionDays ?? null} end
    where id = ${shopId}
    returning ${columns(sql)}`;
  return row;
}

/** The shops with a retention period. */
export async function listRetentions(sql: Sql): Promise<{ shopId: number; days: number }[]> {
  return sql<{ shopId: number; days: number }[]>`
    select id as "shopId", retention_days as days from shops where retention_days is not null
    order by id`;
}

/** Whether any shop has this origin. */
export async function isKnownOrigin(sql: Sql, origin: string): Promise<boolean> {
  const [row] = await sql<[{ known: boolean }]>`
    select exists (select from shops where origins @> array[${origin}]) as known`;
  return row.known;
}

/**
 * Gives the shop a further secret for its customers' hashes, unless it has `most`. Stored hashes are made again
 * from `dueAt` on. Returns the shop, or `undefined` when it has too many.
 */
export async function addCustomerSecret(
  sql: Sql,
  shopId: number,
  { most, dueAt }: { most: number; dueAt: Date },
): Promise<Shop | undefined> {
  const [row] = await sql<Shop[]>`
    update shops set customer_secrets = customer_secrets || ${randomToken(32)}::text,
      customers_rehash_at = ${dueAt}
    where id = ${shopId} and cardinality(customer_secrets) < ${most}
    returning ${columns(sql)}`;
  return row;
}

/** The shops whose stored hashes are not all made by the last secret. */
export async function listRehashes(sql: Sql): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from shops where customers_rehash_at is not null order by customers_rehash_at, id`;
  return rows.map(({ id }) => id);
}

/** Notes that all hashes are made by the last of so many secrets, unless there is a further one. */
export async function endRehash(sql: Sql, shopId: number, secrets: number): Promise<void> {
  await sql`
    update shops set customers_rehash_at = null
    where id = ${shopId} and cardinality(customer_secrets) = ${secrets}`;
}

function columns(sql: Sql) {
  return sql`id, name, origins, timezone, currency, locale, badge, answers, loyalty,
    retention_days as "retentionDays", customer_secrets as "customerSecrets",
    customers_rehash_at as "rehashDueAt"`;
}
