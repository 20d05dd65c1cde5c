import type { Sql } from '../database/sql.ts';
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

/** Adds counts to the rollups, in the order given: that of `countChanges`. */
export async function addToRollups(transaction: Sql, rows: readonly RollupRow[]): Promise<void> {
  await upsert(transaction, rows);
}
