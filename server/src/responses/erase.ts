import { limits } from '@nines/shared/limits';
import type { Sql } from '../database/sql.ts';
import { columns, personalFields, selectRecord, type ResponseRecord } from './columns.ts';
import { whereAnsweredBy, type Person } from './find.ts';

/**
 * SQL: clears the personal columns. The score and everything else that is counted stays. The revision becomes
 * the highest possible one, which no client may send, so that a revision which arrives later cannot restore what
 * was erased.
 */
const cleared = [
  ...personalFields.map((field) => `${columns[field].name} = null`),
  `revision = ${limits.erasedRevision}`,
].join(', ');

/** A person's responses, by id, locked until the transaction ends. */
export function lockResponsesOf(
  transaction: Sql,
  shop: number,
  person: Person,
): Promise<ResponseRecord[]> {
  return transaction<ResponseRecord[]>`
    select ${transaction.unsafe(selectRecord)} from responses
    ${whereAnsweredBy(transaction, shop, person)} order by id for update`;
}

/**
 * The responses without a customer to these orders, where the shop has signed them, by id and locked. An order
 * without a signature is only a remark, which anybody can make.
 */
export function lockNamelessOfOrders(
  transaction: Sql,
  shop: number,
  orders: readonly string[],
): Promise<ResponseRecord[]> {
  return transaction<ResponseRecord[]>`
    select ${transaction.unsafe(selectRecord)} from responses
    where shop_id = ${shop} and order_id = any(${[...orders]}::text[]) and verified
      and customer_ref is null and email_ref is null
    order by id for update`;
}

/** Clears everything personal in these responses, which the caller has locked. */
export async function clearResponses(
  transaction: Sql,
  shop: number,
  ids: readonly string[],
): Promise<void> {
  await transaction`
    update responses set ${transaction.unsafe(cleared)}
    where shop_id = ${shop} and id = any(${[...ids]}::uuid[])`;
}

/**
 * One batch of the shop's responses that are older than `before`, oldest first, beginning at the time `after`,
 * locked until the transaction ends. The index that this reads does not contain erased responses.
 *
 * `erased` is how many of them hold something personal, and `next` the `after` of the next batch; `undefined`
 * when no more are left.
 */
export async function lockOldResponses(
  transaction: Sql,
  opts: { shop: number; before: Date; after: string; limit: number },
): Promise<{ records: ResponseRecord[]; erased: number; next: string | undefined }> {
  const { shop, before, after, limit } = opts;
  // The revision is written out: with a parameter PostgreSQL could not use the partial index.
  const records = await transaction<ResponseRecord[]>`
    select ${transaction.unsafe(selectRecord)} from responses
    where shop_id = ${shop} and revision < ${transaction.unsafe(String(limits.erasedRevision))}
      and answered_at < ${before} and answered_at >= ${after}::text::timestamptz
    order by answered_at limit ${limit} for update`;
  return {
    records,
    erased: records.filter((record) => personalFields.some((field) => record[field] !== null))
      .length,
    next: records.length < limit ? undefined : records.at(-1)?.answeredAt,
  };
}
