import type { Sql } from './connect.ts';

/** Runs `work` in a transaction. */
export async function inTransaction<Result>(
  sql: Sql,
  work: (transaction: Sql) => Promise<Result>,
): Promise<Result> {
  // The driver's type of a transaction lacks `begin` and `end`, which no work may call.
  const result = await sql.begin((transaction) => work(transaction as unknown as Sql));
  return result as Result;
}
