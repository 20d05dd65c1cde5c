import { SignJWT } from 'jose';
import type { Order } from './order.ts';

/** A key that the shop signs its orders with. Its secret never leaves the shop's server. */
export type SigningKey = { kid: string; secret: string };

/** Fetches the shop's newest signing key. `secretKey` opens the API of this shop. Throws for an error reply. */
export async function fetchSigningKey(ninesUrl: string, secretKey: string): Promise<SigningKey> {
  const reply = await fetch(`${ninesUrl}/v1/shop`, {
    headers: { authorization: `Bearer ${secretKey}` },
  });
  if (!reply.ok) throw new Error(`GET /v1/shop was answered with ${reply.status}`);
  const { signingKeys } = (await reply.json()) as { signingKeys: [SigningKey] };
  return signingKeys[0];
}

/**
 * The token of an order, a JWT. The same order always gives the same token, so the prompt recognises the order
 * when the shopper reloads the page.
 */
export function signOrder(order: Order, { kid, secret }: SigningKey): Promise<string> {
  const claims = {
    order: order.id,
    value: order.total,
    currency: 'EUR',
    customer: order.customerId,
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', kid })
    .sign(new TextEncoder().encode(secret));
}
