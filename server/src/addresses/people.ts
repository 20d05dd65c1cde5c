import type { Sql } from '../database/sql.ts';
import { newId } from '../database/ids.ts';
import { findSuppressed, keepSuppressed, type Suppressed } from './suppressions.ts';

// The shop's address list: the people to whom a survey may be sent by e-mail. This folder holds all SQL on
// the tables delighted_people, delighted_survey_requests and suppressions.

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
 * properties are added. Also gives whether the person is new, and whether they must not be sent surveys: who
 * unsubscribed stays so, also after an erasure.
 */
export async function savePerson(
  sql: Sql,
  shopId: number,
  wanted: {
    email: string;
    /** The hash of the address in all its forms, the last one by the shop's last secret. */
    refs: readonly string[];
    name?: string | null | undefined;
    properties?: Properties | undefined;
    lastSentAt?: Date | undefined;
  },
): Promise<{
  person: Person & { properties: Properties };
  suppressed: boolean;
  created: boolean;
}> {
  const { unsubscribedAt, bouncedAt } = await findSuppressed(sql, shopId, wanted.refs);
  const [row] = await sql<
    [Person & { properties: Properties; suppressed: boolean; created: boolean }]
  >`
    insert into delighted_people as p
      (shop_id, id, email, name, properties, customer_ref, last_sent_at, unsubscribed_at,
        bounced_at)
    values (${shopId}, ${newId()}, ${normaliseEmail(wanted.email)}, ${wanted.name ?? null},
      ${JSON.stringify(wanted.properties ?? {})}::text::jsonb,
      ${wanted.refs.at(-1)!}, ${wanted.lastSentAt ?? null}, ${unsubscribedAt}, ${bouncedAt})
    on conflict (shop_id, email) do update set
      name = coalesce(excluded.name, p.name),
      properties = p.properties || excluded.properties,
      last_sent_at = coalesce(excluded.last_sent_at, p.last_sent_at),
      unsubscribed_at = coalesce(p.unsubscribed_at, excluded.unsubscribed_at),
      bounced_at = coalesce(p.bounced_at, excluded.bounced_at)
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

/** Names of the property in which shops keep their own id for a person: in lower case, letters only. */
const idProperties = [
  'id',
  'customerid',
  'userid',
  'clientid',
  'externalid',
  'accountid',
  'customernumber',
  'klantid',
  'klantnummer',
];

/** The hashes of the people whose properties hold this id of the shop's own. Reads all people of the shop. */
export async function findRefsById(sql: Sql, shopId: number, id: string): Promise<string[]> {
  const rows = await sql<{ ref: string }[]>`
    select distinct customer_ref as ref from delighted_people,
      lateral jsonb_each_text(properties) as p (name, value)
    where shop_id = ${shopId} and p.value = ${id}
      and regexp_replace(lower(p.name), '[^a-z]', '', 'g') = any(${idProperties}::text[])`;
  return rows.map(({ ref }) => ref);
}

/**
 * Removes the people with these hashes and the surveys due to them. Who must be sent nothing stays known by the
 * hash alone. Gives how many people there were.
 */
export async function deletePeopleByRefs(
  transaction: Sql,
  shopId: number,
  refs: readonly string[],
): Promise<number> {
  const rows = await transaction<(Suppressed & { id: number })[]>`
    select id, customer_ref as "customerRef", unsubscribed_at as "unsubscribedAt",
      bounced_at as "bouncedAt"
    from delighted_people where shop_id = ${shopId} and customer_ref = any(${[...refs]}::text[])
    order by id for update`;
  if (rows.length === 0) return 0;
  for (const row of rows) await keepSuppressed(transaction, shopId, row);
  const ids = rows.map(({ id }) => id);
  await transaction`
    delete from delighted_survey_requests
    where shop_id = ${shopId} and person_id = any(${ids}::bigint[])`;
  await transaction`
    delete from delighted_people where shop_id = ${shopId} and id = any(${ids}::bigint[])`;
  return rows.length;
}

function selection(sql: Sql) {
  return sql`
    select p.id, p.email, p.name, p.customer_ref as "customerRef", p.created_at as "createdAt",
      p.last_sent_at as "lastSentAt", r.due_at as "nextSurveyAt",
      to_char(p.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
    from delighted_people p
      left join delighted_survey_requests r on r.shop_id = p.shop_id and r.person_id = p.id`;
}
