import { createHmac, timingSafeEqual } from 'node:crypto';

/** The token of an order: HMAC-SHA256 of its id by the shop's signing secret, in hex. */
export function signOrder(orderId: string, signingSecret: string): string {
  return createHmac('sha256', signingSecret).update(orderId).digest('hex');
}

/** Whether the token is that of the order. */
export function isOrderToken(token: string, orderId: string, signingSecret: string): boolean {
  const expected = Buffer.from(signOrder(orderId, signingSecret));
  const given = Buffer.from(token.toLowerCase());
  return given.length === expected.length && timingSafeEqual(given, expected);
}
