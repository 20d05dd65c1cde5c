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

/** Identifies a response: ids are unique within a shop. */
export type ResponseKey = Pick<ResponseRecord, 'shop' | 'id'>;

const names = (some: readonly Field[]) => some.map((field) => columns[field].name).join(', ');

const insert = rowsStatement<ResponseRecord, ResponseKey>({
  columns: recordValues,
  text: (rows) => `insert into responses (${names(fields)}) values ${rows}
    on conflict do nothing returning shop_id as shop, id`,
});

/**
 * Inserts the responses that are new and returns their keys. A response is not new if its id or its signed
 * order is stored already. Each id may occur once in `records`.
 *
 * All writers insert in the same order, so two that insert the same responses cannot deadlock.
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

/** Signed orders first, sorted by order, because they can conflict under different ids. Then the others, by id. */
function byConflict(one: ResponseRecord, other: ResponseRecord): number {
  if (one.shop !== other.shop) return one.shop - other.shop;
  if (one.verified !== other.verified) return one.verified ? -1 : 1;
  const [a, b] = one.verified ? [one.orderId ?? '', other.orderId ?? ''] : [one.id, other.id];
  return a === b ? 0 : a < b ? -1 : 1;
}

/**
 * Locks those of a shop's responses that exist until the transaction ends, and returns them. They are locked in
 * the order of their ids, so two writers cannot deadlock. All are of one shop, because Citus locks rows in one
 * shard only.
 *
 * Not prepared, like `update`: a plan made while the table was small would not use the index when it is large.
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

/** Writes changed responses of one shop, which the caller has locked. Fixed columns are not written. */
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

/** Changes the day and the segments by which responses are counted. The caller has locked them. */
export async function moveResponses(
  transaction: Sql,
  shop: number,
  records: readonly ResponseRecord[],
): Promise<void> {
  await move(transaction, records, [shop]);
}

/** Identifies a signed order. At most one response that is no test has it. */
export type SignedOrderKey = Pick<ResponseRecord, 'survey' | 'moment' | 'orderId'>;

/** Those of the signed orders that a response of the shop has already. Tests are left out. */
export function findSignedOrders(
  sql: Sql,
  shop: number,
  keys: readonly SignedOrderKey[],
): Promise<SignedOrderKey[]> {
  return sql.unsafe<SignedOrderKey[]>(
    `select survey_id as survey, moment, order_id as "orderId" from responses
    where shop_id = $1::bigint and verified and not test and order_id = any($2::text[])`,
    [shop, keys.map(({ orderId }) => orderId!)],
  );
}

/** Those of the ids under which the shop has a response. */
export async function findStoredIds(
  sql: Sql,
  shop: number,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await sql<{ id: string }[]>`
    select id from responses where shop_id = ${shop} and id = any(${[...ids]}::uuid[])`;
  return new Set(rows.map(({ id }) => id));
}
