import type { Sql } from '../database/sql.ts';
import { newId } from '../database/ids.ts';

// The shop's address list: the people to whom a survey may be sent by e-mail. This folder holds all SQL on
// the tables delighted_people and delighted_survey_requests.

/** A person of the address list. */
export type Person = {
  id: number;
  email: string;
  name: string | null;
  /** The keyed hash by which the person's responses are found. */
  customerRef: string;
  createdAt: Date;
  lastSentAt: Date | null;
  /** When the next survey is due, if one is. */
  nextSurveyAt: Date | null;
};

/** What finds a person. The e-mail address is one that `normaliseEmail` gives. */
export type PersonKey = { id: number } | { email: string };

/** A position in the list: `createdAt` in UTC with microseconds, and the id. */
export type PersonPosition = { at: string; id: number };

/** A person with `at` as in their position. */
export type ListedPerson = Person & { at: string };

type Properties = Record<string, string | number | boolean>;

/** The address in lower case: one address is one person. */
export function normaliseEmail(email: string): string {
  return email.trim().toLowerCase();
}

/**
 * Adds a person, or changes the one with this address: a given name or date replaces the stored one, and
 * properties are added. Also gives whether the person is new, and whether they must not be sent surveys.
 */
export async function savePerson(
  sql: Sql,
  shopId: number,
  wanted: {
    email: string;
    customerRef: string;
    name?: string | null | undefined;
    properties?: Properties | undefined;
    lastSentAt?: Date | undefined;
  },
): Promise<{
  person: Person & { properties: Properties };
  suppressed: boolean;
  created: boolean;
}> {
  const [row] = await sql<
    [Person & { properties: Properties; suppressed: boolean; created: boolean }]
  >`
    insert into delighted_people as p
      (shop_id, id, email, name, properties, customer_ref, last_sent_at)
    values (${shopId}, ${newId()}, ${normaliseEmail(wanted.email)}, ${wanted.name ?? null},
      ${JSON.stringify(wanted.properties ?? {})}::text::jsonb,
      ${wanted.customerRef}, ${wanted.lastSentAt ?? null})
    on conflict (shop_id, email) do update set
      name = coalesce(excluded.name, p.name),
      properties = p.properties || excluded.properties,
      last_sent_at = coalesce(excluded.last_sent_at, p.last_sent_at)
    returning id, email, name, properties, customer_ref as "customerRef",
      created_at as "createdAt", last_sent_at as "lastSentAt", null::timestamptz as "nextSurveyAt",
      coalesce(unsubscribed_at, bounced_at) is not null as suppressed, xmax = 0 as created`;
  const { suppressed, created, ...person } = row;
  return { person, suppressed, created };
}

/**
 * People in the order in which they were added, from just after a position. `since` and `until` are in
 * seconds since 1970, both included.
 */
export async function listPeople(
  sql: Sql,
  opts: {
    shopId: number;
    limit: number;
    after: PersonPosition | undefined;
    since: number | undefined;
    until: number | undefined;
    email: string | undefined;
  },
): Promise<ListedPerson[]> {
  const { after, since, until, email } = opts;
  return sql<ListedPerson[]>`
    ${selection(sql)}
    where p.shop_id = ${opts.shopId}
      ${after ? sql`and (p.created_at, p.id) > (${after.at}::text::timestamptz, ${after.id})` : sql``}
      ${since === undefined ? sql`` : sql`and p.created_at >= to_timestamp(${since})`}
      ${until === undefined ? sql`` : sql`and p.created_at < to_timestamp(${until + 1})`}
      ${email === undefined ? sql`` : sql`and p.email = ${normaliseEmail(email)}`}
    order by p.created_at, p.id
    limit ${opts.limit}`;
}

/** The people with these hashes who are in the address list. */
export async function findPeopleByRef(
  sql: Sql,
  shopId: number,
  refs: readonly string[],
): Promise<ListedPerson[]> {
  if (refs.length === 0) return [];
  return sql<ListedPerson[]>`
    ${selection(sql)} where p.shop_id = ${shopId} and p.customer_ref = any(${[...refs]})`;
}

/** One person of the shop, or `undefined`. */
export async function findPerson(
  sql: Sql,
  shopId: number,
  key: PersonKey,
): Promise<ListedPerson | undefined> {
  const [row] = await sql<ListedPerson[]>`
    ${selection(sql)} where p.shop_id = ${shopId}
      and ${'id' in key ? sql`p.id = ${key.id}` : sql`p.email = ${key.email}`}`;
  return row;
}

/** Everything that the address list holds about the people with these hashes. */
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

/** Removes the people with this hash and the surveys due to them. Gives how many people there were. */
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
