import type { Sql } from '../database/sql.ts';
import type { Question } from './question.ts';

/** When something was read: PostgreSQL's snapshot, and the stamp of what it rests on. */
export type Seen = { snapshot: string; stamp: string };

/**
 * SQL for a text that changes whenever an answer from the rollups could: how many rows it may rest on,
 * and the sum of the transactions that wrote them. A row that changes is written by a later
 * transaction than before and none is ever removed, so every change makes the sum larger; and to look
 * at it takes a quarter of the time that reading the counts does.
 */
export function stampOf(sql: Sql, { shopId, surveyIds, period, earlier, filters, by }: Question) {
  const dimensions = ['', 'effort', 'expectation', ...by, ...filters.map((each) => each.dimension)];
  const periods = earlier ? [period, earlier] : [period];
  const from = periods.map((each) => each.from).toSorted()[0]!;
  const to = periods
    .map((each) => each.to)
    .toSorted()
    .at(-1)!;
  return sql`
    select concat_ws(' ', count(*), sum(xmin::text::bigint),
      exists (select from rerolls where shop_id = ${shopId}))
    from rollups
    where shop_id = ${shopId} and survey_id = any(${[...surveyIds]}::bigint[])
      and dimension = any(${dimensions}::text[]) and day between ${from}::date and ${to}::date`;
}

/**
 * Whether an answer still holds that was read in the snapshot `seen` and had the stamp `stamp`. In the
 * same snapshot nobody has written anything since, and there is nothing more to look at.
 */
export async function stillHolds(
  sql: Sql,
  question: Question,
  { snapshot, stamp }: Seen,
): Promise<boolean> {
  const [row] = await sql<[{ holds: boolean }]>`
    select case when pg_current_snapshot()::text = ${snapshot} then true
      else (${stampOf(sql, question)}) = ${stamp} end as holds`;
  return row.holds;
}
