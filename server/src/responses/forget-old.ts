import type { Sql } from '../database/connect.ts';
import { clearPersonal, hasPersonal } from './personal.ts';

/** Where a step through a shop's responses by age ended. */
export type Place = { at: string; id: string };

/**
 * One step through a shop's responses from before a time, oldest first: clears what is personal. Gives
 * the ids of those it cleared, and where to go on, unless there are no more.
 */
export async function forgetOldResponses(
  sql: Sql,
  opts: { shopId: number; before: Date; after: Place; limit: number },
): Promise<{ ids: string[]; next: Place | undefined }> {
  const { shopId, before, after, limit } = opts;
  const [row] = await sql<[{ ids: string[] | null; at: string | null; id: string; seen: number }]>`
    with part as materialized (
      select r.id, r.answered_at, ${hasPersonal(sql)} as personal
      from responses r
      where r.shop_id = ${shopId} and r.answered_at < ${before}
        and (r.answered_at, r.id) > (${after.at}::text::timestamptz, ${after.id}::uuid)
      order by r.answered_at, r.id
      limit ${limit}
    ),
    cleared as (
      update responses r set ${clearPersonal(sql)} from part p
      where r.shop_id = ${shopId} and r.id = p.id and p.personal
      returning r.id
    ),
    last as (select answered_at::text as at, id from part order by answered_at desc, id desc limit 1)
    select (select array_agg(id) from cleared) as ids, (select at from last) as at,
      (select id from last) as id, (select count(*)::int from part) as seen`;
  const isLast = row.seen < limit || row.at === null;
  return { ids: row.ids ?? [], next: isLast ? undefined : { at: row.at!, id: row.id } };
}
