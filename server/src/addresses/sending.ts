import type { Sql } from '../database/sql.ts';
import type { PersonKey } from './people.ts';

/**
 * Schedules a survey to a person and gives when it is due; `undefined` for who must be sent none. A person has
 * one scheduled survey at most: a later request replaces an earlier one.
 */
export async function scheduleSurvey(
  sql: Sql,
  shopId: number,
  personId: number,
  delaySeconds: number,
): Promise<Date | undefined> {
  const [row] = await sql<{ due: Date }[]>`
    insert into delighted_survey_requests (shop_id, person_id, due_at)
    select shop_id, id, now() + make_interval(secs => ${delaySeconds}) from delighted_people
    where shop_id = ${shopId} and id = ${personId}
      and unsubscribed_at is null and bounced_at is null
    on conflict (shop_id, person_id) do update
      set due_at = excluded.due_at, created_at = excluded.created_at
    returning due_at as due`;
  return row?.due;
}

/** Removes the scheduled survey of a person, if there is one. */
export async function cancelSurvey(sql: Sql, shopId: number, key: PersonKey): Promise<void> {
  await sql`
    delete from delighted_survey_requests r using delighted_people p
    where r.shop_id = ${shopId} and p.shop_id = r.shop_id and p.id = r.person_id
      and ${'id' in key ? sql`p.id = ${key.id}` : sql`p.email = ${key.email}`}`;
}

/** Why a person is sent no surveys: they unsubscribed, or their address does not exist. */
export type Suppression = 'unsubscribed' | 'bounced';

/**
 * People who are sent no surveys, in the order in which that began. `since` and `until` are in seconds
 * since 1970, both included.
 */
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

/** Marks a person as unsubscribed and removes the survey due to them. Gives whether that is new. */
export async function unsubscribe(sql: Sql, shopId: number, personId: number): Promise<boolean> {
  const marked = await sql`
    update delighted_people set unsubscribed_at = now()
    where shop_id = ${shopId} and id = ${personId} and unsubscribed_at is null
    returning id`;
  await sql`
    delete from delighted_survey_requests
    where shop_id = ${shopId} and person_id = ${personId}`;
  return marked.length > 0;
}
