import type { Sql } from '../database/sql.ts';

/**
 * Asks that a shop's history is counted again, in the transaction that changes what it is counted by.
 * The recount begins after `delayMs`: by then every process has the new settings.
 */
export async function askForRecount(sql: Sql, shop: number, delayMs = 0): Promise<void> {
  const now = Date.now();
  await sql`
    insert into recounts (shop_id, asked_at, due_at)
    values (${shop}, ${new Date(now)}, ${new Date(now + delayMs)})
    on conflict (shop_id) do update set asked_at = excluded.asked_at, due_at = excluded.due_at`;
}

/** A shop whose history waits to be counted again. */
export type PendingRecount = { shop: number; askedAt: string; dueAt: Date };

/** The shops that wait, those due first at the beginning. */
export function listPendingRecounts(sql: Sql): Promise<PendingRecount[]> {
  return sql<PendingRecount[]>`
    select shop_id as shop, asked_at::text as "askedAt", due_at as "dueAt" from recounts
    order by due_at, shop_id`;
}

/** Whether this shop waits. */
export async function findPendingRecount(
  sql: Sql,
  shop: number,
): Promise<PendingRecount | undefined> {
  const [row] = await sql<PendingRecount[]>`
    select shop_id as shop, asked_at::text as "askedAt", due_at as "dueAt" from recounts
    where shop_id = ${shop}`;
  return row;
}

/** Notes that a recount is done, unless it was asked for again in the meantime. */
export async function endRecount(sql: Sql, { shop, askedAt }: PendingRecount): Promise<void> {
  await sql`
    delete from recounts where shop_id = ${shop} and asked_at = ${askedAt}::text::timestamptz`;
}
