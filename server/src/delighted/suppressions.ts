import type { Sql } from '../database/sql.ts';

/** Why somebody is not written to: they asked so, or their address does not exist. */
export type Suppression = 'unsubscribed' | 'bounced';

/** Those who are not written to, in the order in which that began. */
export async function listSuppressed(
  sql: Sql,
  shopId: number,
  kind: Suppression,
  page: { since?: number | undefined; until?: number | undefined; limit: number; offset: number },
): Promise<{ id: number; email: string; name: string | null; at: Date }[]> {
  const at = kind === 'bounced' ? sql`bounced_at` : sql`unsubscribed_at`;
  const { since, until } = page;
  return sql`
    select id, email, name, ${at} as at from delighted_people
    where shop_id = ${shopId} and ${at} is not null
      ${since === undefined ? sql`` : sql`and ${at} >= to_timestamp(${since})`}
      ${until === undefined ? sql`` : sql`and ${at} < to_timestamp(${until + 1})`}
    order by ${at}, id limit ${page.limit} offset ${page.offset}`;
}

/** Writes to a person no more; tells whether that is new. */
export async function unsubscribe(sql: Sql, shopId: number, personId: number): Promise<boolean> {
  const changed = await sql`
    update delighted_people set unsubscribed_at = now()
    where shop_id = ${shopId} and id = ${personId} and unsubscribed_at is null
    returning id`;
  await sql`
    delete from delighted_survey_requests
    where shop_id = ${shopId} and person_id = ${personId}`;
  return changed.length > 0;
}
