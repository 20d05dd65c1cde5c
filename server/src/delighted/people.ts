import type { Sql } from '../database/connect.ts';
import { newId } from '../id.ts';
import { customerRef } from '../ingest/customer-ref.ts';
import type { Shop } from '../shops/store.ts';
import type { Person } from './present.ts';

/** How a person is named in an address: by id or by e-mail. */
export type PersonKey = { id: number } | { email: string };

/** Reads `24248363` or `email:jony@appleseed.com`; `undefined` for what is neither. */
export function readPersonKey(text: string): PersonKey | undefined {
  if (text.startsWith('email:')) return { email: normalise(text.slice('email:'.length)) };
  return /^\d{1,15}$/.test(text) ? { id: Number(text) } : undefined;
}

/** One address is one person, however it is written. */
export function normalise(email: string): string {
  return email.trim().toLowerCase();
}

/** Adds a person, or changes the name of the one with this address; tells which. */
export async function savePerson(
  sql: Sql,
  shop: Shop,
  { email, name, lastSentAt }: { email: string; name?: string | null; lastSentAt?: Date },
): Promise<{ person: Person; unsubscribed: boolean; created: boolean }> {
  const address = normalise(email);
  const [row] = await sql<[Row & { unsubscribed: boolean; created: boolean }]>`
    insert into delighted_people (shop_id, id, email, name, customer_ref, last_sent_at)
    values (${shop.id}, ${newId()}, ${address}, ${name ?? null},
      ${customerRef({ email: address }, shop.customerSecret) ?? ''}, ${lastSentAt ?? null})
    on conflict (shop_id, email) do update set
      name = coalesce(excluded.name, delighted_people.name),
      last_sent_at = coalesce(excluded.last_sent_at, delighted_people.last_sent_at)
    returning id, email, name, customer_ref as "customerRef", created_at as "createdAt",
      last_sent_at as "lastSentAt", null::timestamptz as "nextSurveyAt",
      unsubscribed_at is not null as unsubscribed, (xmax = 0) as created`;
  const { unsubscribed, created, ...person } = row;
  return { person: { ...person, lastRespondedAt: null }, unsubscribed, created };
}

type Row = Omit<Person, 'lastRespondedAt'>;

/** People from just after an id, in the order in which they were added. */
export async function listPeople(
  sql: Sql,
  opts: {
    shopId: number;
    limit: number;
    after?: { at: string; id: number } | undefined;
    since?: Date | undefined;
    until?: Date | undefined;
    email?: string | undefined;
  },
): Promise<(Row & { at: string })[]> {
  const { after, since, until, email } = opts;
  return sql<(Row & { at: string })[]>`
    ${selection(sql)}
    where p.shop_id = ${opts.shopId}
      ${after ? sql`and (p.created_at, p.id) > (${after.at}::text::timestamptz, ${after.id})` : sql``}
      ${since ? sql`and p.created_at >= ${since}` : sql``}
      ${until ? sql`and p.created_at <= ${until}` : sql``}
      ${email === undefined ? sql`` : sql`and p.email = ${normalise(email)}`}
    order by p.created_at, p.id
    limit ${opts.limit}`;
}

/** The people behind these hashes, as far as they are in the address list. */
export async function findPeopleByRef(
  sql: Sql,
  shopId: number,
  refs: readonly string[],
): Promise<Row[]> {
  if (refs.length === 0) return [];
  return sql<Row[]>`
    ${selection(sql)} where p.shop_id = ${shopId} and p.customer_ref = any(${[...refs]})`;
}

/** One person, or `undefined`: also for another shop's. */
export async function findPerson(
  sql: Sql,
  shopId: number,
  key: PersonKey,
): Promise<Row | undefined> {
  const [row] = await sql<Row[]>`
    ${selection(sql)} where p.shop_id = ${shopId} and ${match(sql, key)}`;
  return row;
}

/** Removes a person from the list, with any survey that was to be sent; gives who it was. */
export async function deletePerson(
  sql: Sql,
  shopId: number,
  key: PersonKey,
): Promise<{ customerRef: string } | undefined> {
  const [gone] = await sql<{ id: number; customerRef: string }[]>`
    with gone as (
      delete from delighted_people p where p.shop_id = ${shopId} and ${match(sql, key)}
      returning p.shop_id, p.id, p.customer_ref),
    requests as (
      delete from delighted_survey_requests r using gone g
      where r.shop_id = g.shop_id and r.person_id = g.id)
    select id, customer_ref as "customerRef" from gone`;
  return gone;
}

function match(sql: Sql, key: PersonKey) {
  return 'id' in key ? sql`p.id = ${key.id}` : sql`p.email = ${key.email}`;
}

function selection(sql: Sql) {
  return sql`
    select p.id, p.email, p.name, p.customer_ref as "customerRef", p.created_at as "createdAt",
      p.last_sent_at as "lastSentAt", r.due_at as "nextSurveyAt",
      to_char(p.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
    from delighted_people p
      left join delighted_survey_requests r on r.shop_id = p.shop_id and r.person_id = p.id`;
}
