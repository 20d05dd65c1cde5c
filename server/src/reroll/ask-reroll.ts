import type { Sql } from '../database/sql.ts';

/**
 * Notes that a shop's history is to be counted anew, in the transaction that changes what it is
 * counted by. `delay`, in milliseconds, lets those who still count by the old settings finish first.
 */
export async function askReroll(sql: Sql, shopId: number, delay = 0): Promise<void> {
  await sql`
    insert into rerolls (shop_id, asked_at, due_at)
    values (${shopId}, clock_timestamp(),
      clock_timestamp() + ${delay}::float8 * interval '1 millisecond')
    on conflict (shop_id) do update set asked_at = excluded.asked_at, due_at = excluded.due_at`;
}
