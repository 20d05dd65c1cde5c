import type { Sql } from '../database/sql.ts';
import { rowsStatement } from '../database/rows.ts';
import {
  columns,
  fields,
  recordValues,
  selectRecord,
  valuesOf,
  type Field,
  type ResponseRecord,
} from './columns.ts';

/** What names a response: ids are unique within a shop. */
export type ResponseKey = Pick<ResponseRecord, 'shop' | 'id'>;

const names = (some: readonly Field[]) => some.map((field) => columns[field].name).join(', ');

const insert = rowsStatement<ResponseRecord, ResponseKey>({
  columns: recordValues,
  text: (rows) => `insert into responses (${names(fields)}) values ${rows}
    on conflict do nothing returning shop_id as shop, id`,
});

/**
 * Inserts the responses that are new and gives the keys of those. A response is not new where its id,
 * or its signed order, is stored already. Each id may be among `records` once.
 *
 * All writers insert in one order, so two of them that insert the same responses cannot deadlock.
 */
export function insertResponses(
  transaction: Sql,
  records: readonly ResponseRecord[],
): Promise<ResponseKey[]> {
  return insert(transaction, records.toSorted(byConflict));
}

const insertNew = rowsStatement<ResponseRecord>({
  columns: recordValues,
  text: (rows) => `insert into responses (${names(fields)}) values ${rows}`,
});

/**
 * Inserts responses that are all expected to be new, in the order of `insertResponses`. Rejects with a unique
 * violation (SQLSTATE 23505) where one is not. Sends the statement at once.
 */
export function insertNewResponses(
  transaction: Sql,
  records: readonly ResponseRecord[],
): PromiseLike<unknown> {
  return insertNew(transaction, records.toSorted(byConflict));
}

/** Signed orders first, by order: they can conflict under different ids. The others by id. */
function byConflict(one: ResponseRecord, other: ResponseRecord): number {
  if (one.shop !== other.shop) return one.shop - other.shop;
  if (one.verified !== other.verified) return one.verified ? -1 : 1;
  const [a, b] = one.verified ? [one.orderId ?? '', other.orderId ?? ''] : [one.id, other.id];
  return a === b ? 0 : a < b ? -1 : 1;
}

/**
 * Those of a shop's responses that exist, locked until the transaction ends. They are locked in
 * the order of their ids, so two writers cannot deadlock; and of one shop, since Citus locks rows
 * in one shard only.
 *
 * Not prepared, as `update`: a plan that was made while the table was small would not use the index when it is large.
 */
export function lockResponses(
  transaction: Sql,
  shop: number,
  ids: readonly string[],
): Promise<ResponseRecord[]> {
  return transaction.unsafe<ResponseRecord[]>(
    `select ${selectRecord} from responses
    where shop_id = $1::bigint and id = any($2::uuid[]) order by id for update`,
    [shop, ids as string[]],
  );
}

const changing = fields.filter((field) => !columns[field].isFixed);

const update = rowsStatement<ResponseRecord>({
  columns: valuesOf(['id', ...changing]),
  text: (rows) => `update responses r set
      ${changing.map((field) => `${columns[field].name} = v.${columns[field].name}`).join(', ')}
    from (values ${rows}) as v (${names(['id', ...changing])})
    where r.shop_id = $1::bigint and r.id = v.id`,
  fixed: 1,
  prepare: false,
});

/** Writes changed responses of one shop, which the caller has locked. What is fixed stays. */
export async function updateResponses(
  transaction: Sql,
  shop: number,
  records: readonly ResponseRecord[],
): Promise<void> {
  await update(transaction, records, [shop]);
}

const move = rowsStatement<ResponseRecord>({
  columns: valuesOf(['id', 'day', 'segments']),
  text: (rows) => `update responses r set day = v.day, segments = v.segments
    from (values ${rows}) as v (id, day, segments)
    where r.shop_id = $1::bigint and r.id = v.id`,
  fixed: 1,
  prepare: false,
});

/** Writes by which day and segments responses are counted; the caller has locked them. */
export async function moveResponses(
  transaction: Sql,
  shop: number,
  records: readonly ResponseRecord[],
): Promise<void> {
  await move(transaction, records, [shop]);
}

/** A signed order: one response of a survey and moment has it. */
export type SignedOrderKey = Pick<ResponseRecord, 'survey' | 'moment' | 'orderId'>;

/** Which of these signed orders of a shop a response has already. */
export function findSignedOrders(
  sql: Sql,
  shop: number,
  keys: readonly SignedOrderKey[],
): Promise<SignedOrderKey[]> {
  return sql.unsafe<SignedOrderKey[]>(
    `select survey_id as survey, moment, order_id as "orderId" from responses
    where shop_id = $1::bigint and verified and order_id = any($2::text[])`,
    [shop, keys.map(({ orderId }) => orderId!)],
  );
}

/** Which of a shop's ids are stored. */
export async function findStoredIds(
  sql: Sql,
  shop: number,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await sql<{ id: string }[]>`
    select id from responses where shop_id = ${shop} and id = any(${[...ids]}::uuid[])`;
  return new Set(rows.map(({ id }) => id));
}
