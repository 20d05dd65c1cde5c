import type { Sql } from '../database/sql.ts';

/**
 * Requests a recount of a shop's history. Call it in the transaction that changes the settings. The recount
 * begins after `delayMs`, when every process has the new settings.
 */
export async function askForRecount(sql: Sql, shop: number, delayMs = 0): Promise<void> {
  const now = Date.now();
  await sql`
    insert into recounts (shop_id, asked_at, due_at)
    values (${shop}, ${new Date(now)}, ${new Date(now + delayMs)})
    on conflict (shop_id) do update set asked_at = excluded.asked_at, due_at = excluded.due_at`;
}

/** A requested recount. */
export type PendingRecount = { shop: number; askedAt: string; dueAt: Date };

/** All requested recounts, by the time when they are due. */
export function listPendingRecounts(sql: Sql): Promise<PendingRecount[]> {
  return sql<PendingRecount[]>`
    select shop_id as shop, asked_at::text as "askedAt", due_at as "dueAt" from recounts
    order by due_at, shop_id`;
}

/** The requested recount of this shop, if there is one. */
export async function findPendingRecount(
  sql: Sql,
  shop: number,
): Promise<PendingRecount | undefined> {
  const [row] = await sql<PendingRecount[]>`
    select shop_id as shop, asked_at::text as "askedAt", due_at as "dueAt" from recounts
    where shop_id = ${shop}`;
  return row;
}

/** Deletes the request after its recount, unless the recount was requested again meanwhile. */
export async function endRecount(sql: Sql, { shop, askedAt }: PendingRecount): Promise<void> {
  await sql`
    delete from recounts where shop_id = ${shop} and asked_at = ${askedAt}::text::timestamptz`;
}

/** Lets a requested recount begin again at its end, if there is one. */
export async function repeatRecount(sql: Sql, shop: number): Promise<void> {
  await sql`update recounts set asked_at = ${new Date()} where shop_id = ${shop}`;
}
