import { createHash } from 'node:crypto';
import { decodeId, encodeId, newId, randomToken } from '../id.ts';
import type { Sql } from '../database/connect.ts';

/** What a key opens: `public` for the tag, `secret` for the private API. */
export type KeyKind = 'public' | 'secret';

const prefixes = { public: 'pk', secret: 'sk' } as const;

/**
 * A new key, and the token to keep of it. The key names its shop (`sk_` shop `_` random), so that it
 * is looked up within that shop. A secret carries 256 random bits, which nobody can guess, so a plain
 * SHA-256 is kept and a slow password hash would only slow each request.
 */
export function makeKey(kind: KeyKind, shopId: number): { key: string; token: string } {
  const key = `${prefixes[kind]}_${encodeId(shopId)}_${randomToken(kind === 'secret' ? 32 : 8)}`;
  return { key, token: tokenOf(kind, key) };
}

/** The shop that a key names, or `undefined` when it is not such a key at all. */
export function shopOfKey(kind: KeyKind, key: string): number | undefined {
  const [, prefix, shop] = /^([a-z]{2})_([0-9a-z]{1,10})_[0-9a-f]{16,64}$/.exec(key) ?? [];
  return shop && prefix === prefixes[kind] ? decodeId(shop) : undefined;
}

/** Keeps a key for a shop. */
export async function storeKey(
  sql: Sql,
  shopId: number,
  kind: KeyKind,
  token: string,
): Promise<void> {
  await sql`
    insert into keys (shop_id, id, kind, token) values (${shopId}, ${newId()}, ${kind}, ${token})`;
}

/** The shop that the key opens, or `undefined`. */
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
  return kind === 'public' ? key : createHash('sha256').update(key).digest('hex');
}
