import type { Dimension } from '@nines/shared/wire/aggregate';
import { mergeTallies, emptyTally, type Tally } from '@nines/shared/tally';
import type { Sql } from '../database/connect.ts';

/** Responses by score, and views. Merges by addition. */
export type Counts = { tally: Tally; views: number };

export const noCounts: Counts = { tally: emptyTally, views: 0 };

export function mergeCounts(one: Counts, other: Counts): Counts {
  return { tally: mergeTallies(one.tally, other.tally), views: one.views + other.views };
}

/** Which part of a survey's rollups: days of the shop's time zone, both included. */
export type Period = { shopId: number; surveyId: number; from: string; to: string };

/** The counts of each day that has any, in order. */
export async function readDays(
  sql: Sql,
  { shopId, surveyId, from, to }: Period,
): Promise<{ day: string; counts: Counts }[]> {
  const rows = await sql<{ day: string; tally: number[]; views: number }[]>`
    select day, array[c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10] as tally, views
    from rollups
    where shop_id = ${shopId} and survey_id = ${surveyId} and dimension = ''
      and day between ${from}::date and ${to}::date
    order by day`;
  return rows.map(({ day, tally, views }) => ({ day, counts: { tally, views } }));
}

/** The counts of each value of a dimension, most responses first. */
export async function readValues(
  sql: Sql,
  dimension: Dimension,
  { shopId, surveyId, from, to }: Period,
): Promise<{ value: string; counts: Counts }[]> {
  const rows = await sql<{ value: string; tally: number[]; views: number }[]>`
    select value, sum(views)::int as views,
      array[sum(c0), sum(c1), sum(c2), sum(c3), sum(c4), sum(c5), sum(c6), sum(c7), sum(c8),
        sum(c9), sum(c10)]::int[] as tally
    from rollups
    where shop_id = ${shopId} and survey_id = ${surveyId} and dimension = ${dimension}
      and day between ${from}::date and ${to}::date
    group by value
    having sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + views) > 0
    order by sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10) desc, value`;
  return rows.map(({ value, tally, views }) => ({ value, counts: { tally, views } }));
}
