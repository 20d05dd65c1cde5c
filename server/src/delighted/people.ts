import type { Sql } from '../database/sql.ts';
import { newId } from '../database/ids.ts';
import { customerRef } from '../customers/identity.ts';
import type { Shop } from '../shops/store.ts';
import type { Person } from './present.ts';

/** How a person is named in an address: by id or by e-mail. */
export type PersonKey = { id: number } | { email: string };

/** A person as stored. */
export type PersonRow = Omit<Person, 'lastRespondedAt'> & { at: string };

type Properties = Record<string, string | number | boolean>;

/** Reads `24248363` or `email:jony@appleseed.com`; `undefined` for what is neither. */
export function readPersonKey(text: string): PersonKey | undefined {
  if (text.startsWith('email:')) return { email: normalise(text.slice('email:'.length)) };
  return /^\d{1,15}$/.test(text) ? { id: Number(text) } : undefined;
}

/** One address is one person, however it is written. */
export function normalise(email: string): string {
  return email.trim().toLowerCase();
}

/**
 * Adds a person, or changes the one with this address: what is given replaces what stands, and
 * properties are added to those that are there. Tells whether the person is new, and whether they are
 * not to be written to.
 */
export async function savePerson(
  sql: Sql,
  shop: Shop,
  wanted: {
    email: string;
    name?: string | null | undefined;
    properties?: Properties | undefined;
    lastSentAt?: Date | undefined;
  },
): Promise<{
  person: Person & { properties: Properties };
  suppressed: boolean;
  created: boolean;
}> {
  const email = normalise(wanted.email);
  const [row] = await sql<
    [Omit<PersonRow, 'at'> & { properties: Properties; suppressed: boolean; created: boolean }]
  >`
    insert into delighted_people as p
      (shop_id, id, email, name, properties, customer_ref, last_sent_at)
    values (${shop.id}, ${newId()}, ${email}, ${wanted.name ?? null},
      ${JSON.stringify(wanted.properties ?? {})}::text::jsonb,
      ${customerRef({ email }, shop.customerSecret) ?? ''}, ${wanted.lastSentAt ?? null})
    on conflict (shop_id, email) do update set
      name = coalesce(excluded.name, p.name),
      properties = p.properties || excluded.properties,
      last_sent_at = coalesce(excluded.last_sent_at, p.last_sent_at)
    returning id, email, name, properties, customer_ref as "customerRef",
      created_at as "createdAt", last_sent_at as "lastSentAt", null::timestamptz as "nextSurveyAt",
      coalesce(unsubscribed_at, bounced_at) is not null as suppressed, xmax = 0 as created`;
  const { suppressed, created, ...person } = row;
  return { person: { ...person, lastRespondedAt: null }, suppressed, created };
}

/** People from just after another, in the order in which they were added; times in seconds. */
export async function listPeople(
  sql: Sql,
  opts: {
    shopId: number;
    limit: number;
    after: { at: string; id: number } | undefined;
    since: number | undefined;
    until: number | undefined;
    email: string | undefined;
  },
): Promise<PersonRow[]> {
  const { after, since, until, email } = opts;
  return sql<PersonRow[]>`
    ${selection(sql)}
    where p.shop_id = ${opts.shopId}
      ${after ? sql`and (p.created_at, p.id) > (${after.at}::text::timestamptz, ${after.id})` : sql``}
      ${since === undefined ? sql`` : sql`and p.created_at >= to_timestamp(${since})`}
      ${until === undefined ? sql`` : sql`and p.created_at < to_timestamp(${until + 1})`}
      ${email === undefined ? sql`` : sql`and p.email = ${normalise(email)}`}
    order by p.created_at, p.id
    limit ${opts.limit}`;
}

/** The people behind these hashes, as far as they are in the address list. */
export async function findPeopleByRef(
  sql: Sql,
  shopId: number,
  refs: readonly string[],
): Promise<PersonRow[]> {
  if (refs.length === 0) return [];
  return sql<PersonRow[]>`
    ${selection(sql)} where p.shop_id = ${shopId} and p.customer_ref = any(${[...refs]})`;
}

/** One person, or `undefined`: also for another shop's. */
export async function findPerson(
  sql: Sql,
  shopId: number,
  key: PersonKey,
): Promise<PersonRow | undefined> {
  const [row] = await sql<PersonRow[]>`
    ${selection(sql)} where p.shop_id = ${shopId}
      and ${'id' in key ? sql`p.id = ${key.id}` : sql`p.email = ${key.email}`}`;
  return row;
}

/** All that the address list says of the people behind these hashes. */
export async function describePeopleByRef(
  sql: Sql,
  shopId: number,
  refs: readonly string[],
): Promise<{ email: string; name: string | null; properties: Properties; createdAt: string }[]> {
  const rows = await sql<
    { email: string; name: string | null; properties: Properties; at: Date }[]
  >`
    select email, name, properties, created_at as at from delighted_people
    where shop_id = ${shopId} and customer_ref = any(${[...refs]})
    order by created_at desc`;
  return rows.map(({ at, ...person }) => ({ ...person, createdAt: at.toISOString() }));
}

/**
 * Takes the person with this hash off the list, with any survey that was to be sent. Gives how many
 * entries that were.
 */
export async function deletePeopleByRef(sql: Sql, shopId: number, ref: string): Promise<number> {
  await sql`
    delete from delighted_survey_requests r using delighted_people p
    where p.shop_id = ${shopId} and p.customer_ref = ${ref}
      and r.shop_id = p.shop_id and r.person_id = p.id`;
  const { count } = await sql`
    delete from delighted_people where shop_id = ${shopId} and customer_ref = ${ref}`;
  return count;
}

function selection(sql: Sql) {
  return sql`
    select p.id, p.email, p.name, p.customer_ref as "customerRef", p.created_at as "createdAt",
      p.last_sent_at as "lastSentAt", r.due_at as "nextSurveyAt",
      to_char(p.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
    from delighted_people p
      left join delighted_survey_requests r on r.shop_id = p.shop_id and r.person_id = p.id`;
}
