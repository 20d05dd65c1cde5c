import type { Sql } from '../database/sql.ts';

/** Who must be sent no surveys, and since when. */
export type Suppressed = {
  /** The hash of the e-mail address. */
  customerRef: string;
  unsubscribedAt: Date | null;
  bouncedAt: Date | null;
};

/** Keeps, of a person who is erased, that they must be sent no surveys. Only the hash of the address is kept. */
export async function keepSuppressed(
  transaction: Sql,
  shopId: number,
  { customerRef, unsubscribedAt, bouncedAt }: Suppressed,
): Promise<void> {
  const kinds = [
    ['unsubscribed', unsubscribedAt],
    ['bounced', bouncedAt],
  ] as const;
  for (const [kind, at] of kinds) {
    if (at === null) continue;
    await transaction`
      insert into suppressions (shop_id, email_ref, kind, at)
      values (${shopId}, ${customerRef}, ${kind}, ${at})
      on conflict do nothing`;
  }
}

/** Since when the address with one of these hashes must be sent no surveys, by what is kept of erased people. */
export async function findSuppressed(
  sql: Sql,
  shopId: number,
  refs: readonly string[],
): Promise<Pick<Suppressed, 'unsubscribedAt' | 'bouncedAt'>> {
  const rows = await sql<{ kind: string; at: Date }[]>`
    select kind, min(at) as at from suppressions
    where shop_id = ${shopId} and email_ref = any(${[...refs]}::text[]) group by kind`;
  const sinceOf = (kind: string) => rows.find((row) => row.kind === kind)?.at ?? null;
  return { unsubscribedAt: sinceOf('unsubscribed'), bouncedAt: sinceOf('bounced') };
}
