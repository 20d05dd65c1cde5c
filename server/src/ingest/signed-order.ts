import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { z } from 'zod';
import { limits } from '@nines/shared/limits';
import { filledText } from '@nines/shared/text';
import { currencySchema, momentSchema } from '@nines/shared/wire/fields';
import { HttpProblem } from '../http/problems.ts';

/** A key that a shop signs its orders with. */
export type SigningKey = { kid: string; secret: string };

/** Shops may number their orders and customers. A number is read as its digits. */
const idSchema = (length: number) =>
  z.preprocess((value) => (typeof value === 'number' ? String(value) : value), filledText(length));

const claimsSchema = z.object({
  order: idSchema(limits.orderId),
  value: z.number().min(0).max(limits.orderValue).optional(),
  currency: currencySchema.optional(),
  customer: idSchema(limits.customerId).optional(),
  email: z.email().max(limits.email).optional(),
  moment: momentSchema.optional(),
  survey: z.string().max(16).optional(),
});

/** The signed fields of an order. They replace the unsigned fields of the same answer. */
export type SignedOrder = z.infer<typeof claimsSchema>;

/**
 * Verifies the token of a signed order: a compact JWS (JWT, HS256), signed with the text of one of the shop's
 * secrets as its key. `kid` in its header names the key; without it each key is tried. Throws a 403 that names
 * `order.token` when the signature is wrong, the token has expired, or a claim is invalid.
 */
export async function verifySignedOrder(
  token: string,
  keys: readonly SigningKey[],
): Promise<SignedOrder> {
  const payload = await verify(token, keysFor(token, keys));
  const { data, error } = claimsSchema.safeParse(payload);
  if (error) {
    const [issue] = error.issues;
    throw invalidToken(`its claim ${issue?.path.join('.')} is wrong: ${issue?.message}`);
  }
  return data;
}

function keysFor(token: string, keys: readonly SigningKey[]): readonly SigningKey[] {
  let kid: string | undefined;
  try {
    ({ kid } = decodeProtectedHeader(token));
  } catch {
    throw invalidToken('is not a JWT');
  }
  if (kid === undefined) return keys;
  const named = keys.filter((key) => key.kid === kid);
  if (named.length === 0) throw invalidToken('names a key that this shop does not have (kid)');
  return named;
}

async function verify(token: string, keys: readonly SigningKey[]): Promise<unknown> {
  for (const { secret } of keys) {
    try {
      const key = new TextEncoder().encode(secret);
      return (await jwtVerify(token, key, { algorithms: ['HS256'] })).payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw invalidToken('has expired');
      if (!(error instanceof errors.JOSEError)) throw error;
    }
  }
  throw invalidToken('is not signed by this shop with HS256');
}

function invalidToken(message: string): HttpProblem {
  return new HttpProblem(403, `order.token ${message}`, {
    faults: [{ path: 'order.token', message }],
  });
}
