import type { Sql } from './connect.ts';

/**
 * Does a job once every other under the same name is done, in whichever process of this database it
 * is. `sql` is a pool for this alone: a job that needs a connection of the pool that those who wait
 * have filled would wait for ever.
 */
export async function inTurn<Result>(
  sql: Sql,
  name: string,
  job: () => Promise<Result>,
): Promise<Result> {
  const result = await sql.begin(async (transaction) => {
    await transaction`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
    return job();
  });
  return result as Result;
}
