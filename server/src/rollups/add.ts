import { allSent, send, type Sql } from '../database/sql.ts';
import { rowsStatement, type ValueColumn } from '../database/rows.ts';
import { viewsIndex, type RollupRow } from './changes.ts';

/** The columns of counts in `rollups`: one for each score, and one for views. */
export const countNames = [
  ...Array.from({ length: viewsIndex }, (_, score) => `c${score}`),
  'views',
];

const countColumns = countNames.map((_, index): ValueColumn<RollupRow> => ({
  type: 'integer',
  valueOf: ({ counts }) => counts[index],
}));

const upsert = rowsStatement<RollupRow>({
  columns: [
    { type: 'bigint', valueOf: ({ shop }) => shop },
    { type: 'bigint', valueOf: ({ survey }) => survey },
    { type: 'text', valueOf: ({ dimension }) => dimension },
    { type: 'date', valueOf: ({ day }) => day },
    { type: 'text', valueOf: ({ value }) => value },
    ...countColumns,
  ],
  text: (rows) => `
    insert into rollups as r (shop_id, survey_id, dimension, day, value, ${countNames.join(', ')})
    values ${rows}
    on conflict (shop_id, survey_id, dimension, day, value) do update set
      ${countNames.map((name) => `${name} = r.${name} + excluded.${name}`).join(', ')}`,
});

/** The space of the advisory locks that say which shop's counts are being written. */
const lockSpace = 909_013;

/**
 * Locks the counts of shops until the transaction ends. On one PostgreSQL the order of the rows would be enough,
 * but Citus sorts the rows of each statement by node and shard. Two writers whose rows are cut into statements
 * at different places would then deadlock, and Citus takes seconds to find out.
 */
function lockShops(transaction: Sql, shops: ReadonlySet<number>): PromiseLike<unknown> {
  const keys = new Set([...shops].map((shop) => shop % 2_147_483_647));
  const sorted = [...keys].toSorted((one, other) => one - other);
  return send(transaction`
    select pg_advisory_xact_lock(${lockSpace}::int, key) from unnest(${sorted}::int[]) as key`);
}

/** Adds counts to the rollups, in the order given: that of `countChanges`. */
export async function addToRollups(transaction: Sql, rows: readonly RollupRow[]): Promise<void> {
  if (rows.length === 0) return;
  const shops = new Set(rows.map(({ shop }) => shop));
  // The rows of one shop are on one node, which keeps their order.
  const locked = shops.size > 1 ? [lockShops(transaction, shops)] : [];
  await allSent([...locked, upsert(transaction, rows)]);
}

/**
 * Deletes the shop's rows for values of segments that count nothing any more. They hold the value, which may be a
 * name. In the order of the primary key, as all writers lock them.
 */
export async function deleteEmptyRows(transaction: Sql, shop: number): Promise<void> {
  const isEmpty = countNames.map((name) => `${name} = 0`).join(' and ');
  await transaction`
    with empty as materialized (
      select survey_id, dimension, day, value from rollups
      where shop_id = ${shop} and dimension like 'property.%' and ${transaction.unsafe(isEmpty)}
      order by survey_id, dimension, day, value for update
    )
    delete from rollups r using empty e
    where r.shop_id = ${shop} and r.survey_id = e.survey_id and r.dimension = e.dimension
      and r.day = e.day and r.value = e.value`;
}
