import type { Sql } from '../database/sql.ts';

const longest = 60_000;

/**
 * Has the writer's statements planned anew as the tables grow. A plan is made once for a connection;
 * over an empty table each index looks as good as the next, and one by shop and time would read all
 * of a shop's entries to find an id, until PostgreSQL happens to analyse the table, a million answers
 * later. Planning looks at the table's real size, so it is enough to plan again each time the rows
 * have doubled, and each minute, since others write as well.
 *
 * Gives the function to call before each batch, with its number of rows.
 */
export function createReplanner(sql: Sql): (rows: number) => Promise<void> {
  let [written, next] = [0, 64];
  let planned = Date.now();
  return async (rows) => {
    written += rows;
    if (written < next && Date.now() - planned < longest) return;
    next = Math.max(next, 2 * written);
    planned = Date.now();
    await sql`discard plans`;
  };
}
