import { limits } from '@nines/shared/limits';
import type { Sql } from '../database/sql.ts';
import { columns, personalFields } from './columns.ts';
import { whereAnsweredBy, type Person } from './find.ts';

/**
 * SQL: clears the personal columns. The score and everything else that is counted stays. The revision becomes
 * the highest possible one, so that a revision which arrives later cannot restore what was erased.
 */
const cleared = [
  ...personalFields.map((field) => `${columns[field].name} = null`),
  `revision = ${limits.revision}`,
].join(', ');

const hasPersonal = personalFields
  .map((field) => `${columns[field].name} is not null`)
  .join(' or ');

/** Erases a person from the shop's responses. Returns the ids of these responses. */
export async function erasePersonFromResponses(
  transaction: Sql,
  shop: number,
  person: Person,
): Promise<string[]> {
  const rows = await transaction<{ id: string }[]>`
    update responses set ${transaction.unsafe(cleared)}
    ${whereAnsweredBy(transaction, shop, person)} returning id`;
  return rows.map(({ id }) => id);
}

/**
 * Erases one batch of the shop's responses that are older than `before`, oldest first, beginning at the time
 * `after`. The index that this reads does not contain erased responses.
 *
 * Returns their ids, how many of them held something personal, and `next`, the `after` of the next batch;
 * `undefined` when no more are left.
 */
export async function eraseOldResponses(
  transaction: Sql,
  opts: { shop: number; before: Date; after: string; limit: number },
): Promise<{ ids: string[]; erased: number; next: string | undefined }> {
  const { shop, before, after, limit } = opts;
  // The revision is written out: with a parameter PostgreSQL could not use the partial index.
  const rows = await transaction<{ id: string; at: string; personal: boolean }[]>`
    select id, answered_at::text as at, (${transaction.unsafe(hasPersonal)}) as personal
    from responses
    where shop_id = ${shop} and revision < ${transaction.unsafe(String(limits.revision))}
      and answered_at < ${before} and answered_at >= ${after}::text::timestamptz
    order by answered_at limit ${limit} for update`;
  if (rows.length > 0) {
    await transaction`
      update responses set ${transaction.unsafe(cleared)}
      where shop_id = ${shop} and id = any(${rows.map(({ id }) => id)}::uuid[])`;
  }
  return {
    ids: rows.map(({ id }) => id),
    erased: rows.filter(({ personal }) => personal).length,
    next: rows.length < limit ? undefined : rows.at(-1)?.at,
  };
}
