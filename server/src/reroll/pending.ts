import type { Sql } from '../database/sql.ts';

/** Whether the shop's history is still being counted anew. */
export async function isRerolling(sql: Sql, shopId: number): Promise<boolean> {
  const [row] = await sql<[{ pending: boolean }]>`
    select exists (select from rerolls where shop_id = ${shopId}) as pending`;
  return row.pending;
}
