import { randomBytes } from 'node:crypto';
import type { Sql } from '../database/sql.ts';
import { decodeId } from '../database/ids.ts';

/** For how long messages are signed with the old secret too, after a change. */
const overlapMs = 24 * 3_600_000;

/** As the Standard Webhooks specification requires: 24 to 64 random bytes, in base64, after this prefix. */
export function makeSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/**
 * Gives a webhook a new secret. The one before it is kept until `oldSecretUntil`, and one before that is
 * forgotten. Resolves to `undefined` when the shop has no such webhook.
 */
export async function changeSecret(
  sql: Sql,
  shopId: number,
  id: string,
): Promise<{ secret: string; oldSecretUntil: string } | undefined> {
  const secret = makeSecret();
  const until = new Date(Date.now() + overlapMs);
  const rows = await sql`
    update webhooks set secret = ${secret}, old_secret = secret, old_secret_until = ${until}
    where shop_id = ${shopId} and id = ${decodeId(id) ?? 0}
    returning id`;
  return rows.length === 0 ? undefined : { secret, oldSecretUntil: until.toISOString() };
}

/** Forgets the old secret of a webhook at once. Resolves to whether the shop has this webhook. */
export async function endOldSecret(sql: Sql, shopId: number, id: string): Promise<boolean> {
  const rows = await sql`
    update webhooks set old_secret = null, old_secret_until = null
    where shop_id = ${shopId} and id = ${decodeId(id) ?? 0}
    returning id`;
  return rows.length > 0;
}

/** Forgets the old secrets that no longer sign anything. */
export async function forgetOldSecrets(sql: Sql): Promise<void> {
  await sql`
    update webhooks set old_secret = null, old_secret_until = null
    where old_secret_until < ${new Date()}`;
}
