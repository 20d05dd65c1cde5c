import { SignJWT } from 'jose';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { askAsShop } from './shops.ts';

export type SigningKey = { kid: string; secret: string };

/** The token of a signed order, made as a shop's own server makes it. */
export function signOrder(
  claims: Record<string, unknown>,
  { kid, secret }: { kid?: string; secret: string },
): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', ...(kid !== undefined && { kid }) })
    .sign(new TextEncoder().encode(secret));
}

/** The keys that a shop signs its orders with, newest first. */
export async function signingKeysOf(
  { url }: { url: string },
  { secretKey }: Pick<CreatedShop, 'secretKey'>,
): Promise<SigningKey[]> {
  const shop = await askAsShop<{ signingKeys: SigningKey[] }>(`${url}/v1/shop`, secretKey);
  return shop.signingKeys;
}

/** Tokens of `count` orders of this shop. */
export async function orderTokens(
  server: { url: string },
  shop: Pick<CreatedShop, 'secretKey'>,
  count: number,
): Promise<string[]> {
  const [key] = await signingKeysOf(server, shop);
  const orders = Array.from({ length: count }, (_, index) => `signed-${index}`);
  return Promise.all(orders.map((order) => signOrder({ order, value: 10 }, key!)));
}

/** The token of an order of this shop. */
export async function orderToken(
  server: { url: string },
  shop: Pick<CreatedShop, 'secretKey'>,
  claims: Record<string, unknown>,
): Promise<string> {
  const [key] = await signingKeysOf(server, shop);
  return signOrder(claims, key!);
}
