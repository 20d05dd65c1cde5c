import type { Sql } from '../database/sql.ts';
import type { PersonKey } from './people.ts';

/**
 * Notes that a person is to be sent a survey. One who was to be sent one already is not sent two: the
 * later wish counts. Gives when it is due.
 */
export async function scheduleSurvey(
  sql: Sql,
  shopId: number,
  personId: number,
  delaySeconds: number,
): Promise<Date> {
  const [row] = await sql<[{ due: Date }]>`
    insert into delighted_survey_requests (shop_id, person_id, due_at)
    values (${shopId}, ${personId}, now() + make_interval(secs => ${delaySeconds}))
    on conflict (shop_id, person_id) do update
      set due_at = excluded.due_at, created_at = now()
    returning due_at as due`;
  return row.due;
}

/** Takes back a survey that a person was to be sent. */
export async function cancelSurvey(sql: Sql, shopId: number, key: PersonKey): Promise<void> {
  await sql`
    delete from delighted_survey_requests r using delighted_people p
    where r.shop_id = ${shopId} and p.shop_id = r.shop_id and p.id = r.person_id
      and ${'id' in key ? sql`p.id = ${key.id}` : sql`p.email = ${key.email}`}`;
}
