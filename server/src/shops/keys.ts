import { createHash } from 'node:crypto';
import type { CreatedKey, Key, KeyKind } from '@nines/shared/wire/key';
import { type Sql, inTransaction } from '../database/sql.ts';
import { decodeId, encodeId, newId, randomToken } from '../database/ids.ts';

type Row = { id: number; kind: KeyKind; token: string; created_at: Date };

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

/** Creates a key for a shop. A secret key cannot be shown again later. */
export async function storeNewKey(sql: Sql, shopId: number, kind: KeyKind): Promise<CreatedKey> {
  const { key, token } = makeKey(kind, shopId);
  const [row] = await sql<[Row]>`
    insert into keys (shop_id, id, kind, token) values (${shopId}, ${newId()}, ${kind}, ${token})
    returning id, kind, token, created_at`;
  return { ...present(row), key };
}

/** The shop's keys, oldest first. */
export async function listKeys(sql: Sql, shopId: number): Promise<Key[]> {
  const rows = await sql<Row[]>`
    select id, kind, token, created_at from keys where shop_id = ${shopId}
    order by created_at, id`;
  return rows.map(present);
}

/** Closes a key of the shop, unless it is the last of its kind. */
export async function deleteKey(
  sql: Sql,
  shopId: number,
  id: string,
): Promise<'closed' | 'last' | 'unknown'> {
  return inTransaction(sql, async (transaction) => {
    // Locks all keys of the shop, so that two requests at the same time cannot close the last two.
    const rows = await transaction<Row[]>`
      select id, kind from keys where shop_id = ${shopId} order by id for update`;
    const wanted = rows.find((row) => row.id === decodeId(id));
    if (!wanted) return 'unknown';
    if (rows.filter(({ kind }) => kind === wanted.kind).length === 1) return 'last';
    await transaction`delete from keys where shop_id = ${shopId} and id = ${wanted.id}`;
    return 'closed';
  });
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

/** The shop with this key, or `undefined`. */
export async function findShopByKey(
  sql: Sql,
  kind: KeyKind,
  key: string,
): Promise<number | undefined> {
  const shopId = shopOfKey(kind, key);
  if (shopId === undefined) return undefined;
  const [row] = await sql<{ shop_id: number }[]>`
    select shop_id from keys
    where shop_id = ${shopId} and token = ${tokenOf(kind, key)} and kind = ${kind}`;
  return row?.shop_id;
}

function tokenOf(kind: KeyKind, key: string): string {
  return kind === 'secret' ? createHash('sha256').update(key).digest('hex') : key;
}

function present({ id, kind, token, created_at: createdAt }: Row): Key {
  return {
    id: encodeId(id),
    kind,
    key: kind === 'secret' ? null : token,
    createdAt: createdAt.toISOString(),
  };
}
