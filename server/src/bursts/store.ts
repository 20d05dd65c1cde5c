import { rowsStatement } from '../database/rows.ts';
import { inTransaction, retryCollisions, type Sql } from '../database/sql.ts';

/** What arrived for a survey on a day of its shop's time zone: unsigned answers through the public API. */
export type BurstCounts = {
  shop: number;
  survey: number;
  day: string;
  answers: number;
  /** The most that came from one address, at least. */
  largest: number;
  withoutOrigin: number;
};

const upsert = rowsStatement<BurstCounts>({
  columns: [
    { type: 'bigint', valueOf: ({ shop }) => shop },
    { type: 'bigint', valueOf: ({ survey }) => survey },
    { type: 'date', valueOf: ({ day }) => day },
    { type: 'integer', valueOf: ({ answers }) => answers },
    { type: 'integer', valueOf: ({ largest }) => largest },
    { type: 'integer', valueOf: ({ withoutOrigin }) => withoutOrigin },
  ],
  text: (rows) => `
    insert into bursts as b (shop_id, survey_id, day, answers, largest, without_origin)
    values ${rows}
    on conflict (shop_id, survey_id, day) do update set
      answers = b.answers + excluded.answers,
      largest = greatest(b.largest, excluded.largest),
      without_origin = b.without_origin + excluded.without_origin`,
});

/** Adds counts. Processes that write the same rows do so in the same order, and a collision is retried. */
export async function addBursts(sql: Sql, rows: readonly BurstCounts[]): Promise<void> {
  if (rows.length === 0) return;
  const sorted = rows.toSorted(
    (one, other) =>
      one.shop - other.shop || one.survey - other.survey || (one.day < other.day ? -1 : 1),
  );
  await retryCollisions(() => inTransaction(sql, (transaction) => upsert(transaction, sorted)));
}

/**
 * The counts of these days, both included, oldest first. None when no day reached `least`, from one address or
 * without an origin: most shops never have such a day.
 */
export function listBursts(
  sql: Sql,
  opts: { shop: number; surveys: readonly number[]; from: string; to: string; least: number },
): Promise<BurstCounts[]> {
  const chosen = sql`
    shop_id = ${opts.shop} and survey_id = any(${[...opts.surveys]}::bigint[])
      and day between ${opts.from}::date and ${opts.to}::date`;
  return sql<BurstCounts[]>`
    select shop_id as shop, survey_id as survey, day::text as day, answers, largest,
      without_origin as "withoutOrigin"
    from bursts
    where ${chosen} and exists (
      select from bursts
      where ${chosen} and (largest >= ${opts.least} or without_origin >= ${opts.least})
    )
    order by survey_id, day`;
}
