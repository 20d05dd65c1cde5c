import { limits } from '@nines/shared/limits';
import type { Sql } from '../database/sql.ts';
import { clearPersonal, hasPersonal } from './personal.ts';

/**
 * One step through a shop's responses from before a time, oldest first: clears what is personal, and
 * closes them to later revisions, so that the index of what is still kept holds them no longer. Gives
 * the ids of those from which there was something to clear, and the time to go on `after`, unless
 * there are no more.
 */
export async function forgetOldResponses(
  sql: Sql,
  opts: { shopId: number; before: Date; after: string; limit: number },
): Promise<{ ids: string[]; next: string | undefined }> {
  const { shopId, before, after, limit } = opts;
  // Written out: with a parameter a plan could not know that the index has all of them.
  const highest = sql.unsafe(String(limits.revision));
  const [row] = await sql<[{ ids: string[] | null; last: string | null; seen: number }]>`
    with part as materialized (
      select r.id, r.answered_at, ${hasPersonal(sql)} as personal
      from responses r
      where r.shop_id = ${shopId} and r.revision < ${highest}
        and r.answered_at < ${before} and r.answered_at >= ${after}::text::timestamptz
      order by r.answered_at
      limit ${limit}
      for update
    ),
    cleared as (
      update responses set ${clearPersonal(sql)}
      where shop_id = ${shopId} and id = any(array(select id from part))
    )
    select array_agg(id) filter (where personal) as ids, max(answered_at)::text as last,
      count(*)::int as seen
    from part`;
  return { ids: row.ids ?? [], next: row.seen < limit ? undefined : (row.last ?? undefined) };
}
