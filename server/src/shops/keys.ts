import { createHash } from 'node:crypto';
import {
  mostKeys,
  type CreatedKey,
  type Key,
  type KeyKind,
  type NewKey,
  type Role,
} from '@nines/shared/wire/key';
import { type Sql, inTransaction } from '../database/sql.ts';
import { decodeId, encodeId, newId, randomToken } from '../database/ids.ts';
import { lockShop } from './store.ts';

type Row = {
  id: number;
  kind: KeyKind;
  token: string;
  name: string | null;
  role: Role | null;
  created: Date;
  expires: Date | null;
  used: string | null;
  closed: Date | null;
};

/** What a secret key opens. */
export type SecretKey = {
  shopId: number;
  id: number;
  role: Role;
  name: string | null;
  expiresAt: Date | null;
  /** The last day, in UTC, on which it was used. */
  lastUsedOn: string | null;
};

const prefixes = { public: 'pk', secret: 'sk', signing: 'ss' } as const;

/**
 * A new key, and the token that is stored for it. The key names its shop (`sk_` shop `_` random), so that it is
 * looked up within that shop. A secret key has 256 random bits and cannot be guessed, so a plain SHA-256 of it
 * is enough. A signing key is stored as it is, because signatures are checked with it.
 */
function makeKey(kind: KeyKind, shopId: number): { key: string; token: string } {
  const key = `${prefixes[kind]}_${encodeId(shopId)}_${randomToken(kind === 'public' ? 8 : 32)}`;
  return { key, token: tokenOf(kind, key) };
}

/** The shop that a key names, or `undefined` when the text is not such a key. */
function shopOfKey(kind: KeyKind, key: string): number | undefined {
  const [, prefix, shop] = /^([a-z]{2})_([0-9a-z]{1,10})_[0-9a-f]{16,64}$/.exec(key) ?? [];
  return shop && prefix === prefixes[kind] ? decodeId(shop) : undefined;
}

/** Whether a public or secret key, or what looks like one, names this shop. */
export function isKeyOf(shopId: number, key: string): boolean {
  return key.startsWith(`_${encodeId(shopId)}_`, 2);
}

/**
 * Creates a key for a shop. `madeWith` is the id of the key that asked for it. A secret key cannot be shown
 * again later.
 */
export async function storeNewKey(
  sql: Sql,
  shopId: number,
  { kind, name, role, expiresAt }: NewKey,
  madeWith?: number,
): Promise<CreatedKey> {
  const { key, token } = makeKey(kind, shopId);
  const [row] = await sql<[Row]>`
    insert into keys (shop_id, id, kind, token, name, role, expires_at, made_with)
    values (${shopId}, ${newId()}, ${kind}, ${token}, ${name ?? null},
      ${kind === 'secret' ? (role ?? 'owner') : null}, ${expiresAt ?? null}, ${madeWith ?? null})
    returning ${columns(sql)}`;
  return { ...present(row), key };
}

/** As `storeNewKey`. Resolves to `undefined` when the shop has as many keys of this kind as it may have. */
export async function addKey(
  sql: Sql,
  shopId: number,
  wanted: NewKey,
  madeWith?: number,
): Promise<CreatedKey | undefined> {
  return inTransaction(sql, async (transaction) => {
    // So that two requests at the same time do not both add the last one.
    await lockShop(transaction, shopId);
    const [{ count }] = await transaction<[{ count: number }]>`
      select count(*)::int as count from keys
      where shop_id = ${shopId} and kind = ${wanted.kind} and closed_at is null`;
    if (count >= mostKeys) return undefined;
    return storeNewKey(transaction, shopId, wanted, madeWith);
  });
}

/** The shop's keys, oldest first. */
export async function listKeys(sql: Sql, shopId: number): Promise<Key[]> {
  const rows = await sql<Row[]>`
    select ${columns(sql)} from keys
    where shop_id = ${shopId} and (closed_at is null or closed_at > now() - interval '1 day')
    order by created_at, id`;
  return rows.map(present);
}

/** The shop's oldest public key. */
export async function findPublicKey(sql: Sql, shopId: number): Promise<string> {
  const [row] = await sql<[{ token: string }]>`
    select token from keys where shop_id = ${shopId} and kind = 'public'
    order by created_at, id limit 1`;
  return row.token;
}

/** The keys that the shop signs its orders with, newest first. */
export async function listSigningKeys(
  sql: Sql,
  shopId: number,
): Promise<{ kid: string; secret: string }[]> {
  const rows = await sql<{ id: number; token: string }[]>`
    select id, token from keys where shop_id = ${shopId} and kind = 'signing'
    order by created_at desc, id desc`;
  return rows.map(({ id, token }) => ({ kid: encodeId(id), secret: token }));
}

/** The shop with this public key, or `undefined`. */
export async function findShopByPublicKey(sql: Sql, key: string): Promise<number | undefined> {
  const shopId = shopOfKey('public', key);
  if (shopId === undefined) return undefined;
  const [row] = await sql<{ shop_id: number }[]>`
    select shop_id from keys where shop_id = ${shopId} and token = ${key} and kind = 'public'`;
  return row?.shop_id;
}

/** What a secret key opens, or `undefined` when there is none such or it is closed. It may have expired. */
export async function findSecretKey(sql: Sql, key: string): Promise<SecretKey | undefined> {
  const shopId = shopOfKey('secret', key);
  if (shopId === undefined) return undefined;
  const [row] = await sql<SecretKey[]>`
    select shop_id as "shopId", id, role, name, expires_at as "expiresAt",
      last_used_on as "lastUsedOn"
    from keys
    where shop_id = ${shopId} and token = ${tokenOf('secret', key)} and kind = 'secret'
      and closed_at is null`;
  return row;
}

/** The id of a closed key that can still restore itself, with its shop; or `undefined`. */
export async function findClosedKey(
  sql: Sql,
  key: string,
): Promise<{ shopId: number; id: number } | undefined> {
  const shopId = shopOfKey('secret', key);
  if (shopId === undefined) return undefined;
  const [row] = await sql<{ shopId: number; id: number }[]>`
    select shop_id as "shopId", id from keys
    where shop_id = ${shopId} and token = ${tokenOf('secret', key)} and kind = 'secret'
      and closed_at > now() - interval '1 day'`;
  return row;
}

function tokenOf(kind: KeyKind, key: string): string {
  return kind === 'secret' ? createHash('sha256').update(key).digest('hex') : key;
}

function columns(sql: Sql) {
  return sql`id, kind, token, name, role, created_at as created, expires_at as expires,
    last_used_on as used, closed_at as closed`;
}

function present({ id, kind, token, name, role, ...row }: Row): Key {
  return {
    id: encodeId(id),
    kind,
    key: kind === 'secret' ? null : token,
    name,
    role,
    createdAt: row.created.toISOString(),
    expiresAt: row.expires?.toISOString() ?? null,
    lastUsedAt: row.used,
    closedAt: row.closed?.toISOString() ?? null,
  };
}
