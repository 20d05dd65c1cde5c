import { z } from 'zod';
import { limits } from '@nines/shared/limits';
import {
  findPerson,
  listPeople,
  normaliseEmail,
  savePerson,
  type Person,
  type PersonKey,
  type PersonPosition,
} from '../addresses/people.ts';
import { erasePerson } from '../customers/erase.ts';
import { formsOf } from '../customers/identity.ts';
import { inTransaction, retryCollisions, type Sql } from '../database/sql.ts';
import { readRows } from '../http/page.ts';
import { notFound, wrongField } from '../http/problems.ts';
import { lastAnswers } from '../responses/find.ts';
import { findShop } from '../shops/store.ts';
import { presentPerson } from './present.ts';
import { perPage, timestamp } from './schemas.ts';

/** The query of `GET /people`. */
export const peopleQuery = z.looseObject({
  per_page: perPage,
  since: timestamp.optional(),
  until: timestamp.optional(),
  email: z.string().max(limits.email).optional(),
  page_info: z.string().max(200).optional(),
});

/** Reads `24248363` or `email:jony@appleseed.com`. Gives `undefined` for anything else. */
export function readPersonKey(text: string): PersonKey | undefined {
  if (text.startsWith('email:')) return { email: normaliseEmail(text.slice('email:'.length)) };
  return /^\d{1,15}$/.test(text) ? { id: Number(text) } : undefined;
}

/** Adds a person to the shop's address list or changes the one with this address. */
export async function saveShopPerson(
  sql: Sql,
  shopId: number,
  wanted: Omit<Parameters<typeof savePerson>[2], 'refs'>,
) {
  const shop = await findShop(sql, shopId);
  if (!shop) throw notFound('shop');
  return savePerson(sql, shopId, {
    ...wanted,
    refs: formsOf({ email: wanted.email }, shop.customerSecrets),
  });
}

/**
 * Removes a person from the address list, and everything personal from their responses and from what
 * webhooks were sent. The scores stay counted. Gives `false` when there is no such person.
 */
export async function removePerson(sql: Sql, shopId: number, key: PersonKey): Promise<boolean> {
  return retryCollisions(() =>
    inTransaction(sql, async (transaction) => {
      const person = await findPerson(transaction, shopId, key);
      const shop = await findShop(transaction, shopId);
      if (!person || !shop) return false;
      const { email } = person;
      const refs = formsOf({ email }, shop.customerSecrets);
      await erasePerson(transaction, shopId, { refs, linked: [], email });
      return true;
    }),
  );
}

/** One page of the list, and `page_info` of the next page if there is one. */
export async function pageOfPeople(
  sql: Sql,
  shopId: number,
  query: z.infer<typeof peopleQuery>,
): Promise<{ people: ReturnType<typeof presentPerson>[]; next: string | undefined }> {
  const after = query.page_info === undefined ? undefined : readPageInfo(query.page_info);
  if (after === null) throw wrongField('page_info', 'is invalid');
  const { since, until, email } = query;
  const { rows, last } = await readRows(query.per_page, (limit) =>
    listPeople(sql, { shopId, limit, after, since, until, email }),
  );
  return { people: await presentPeople(sql, shopId, rows), next: last && writePageInfo(last) };
}

/** People with the times of their last responses. */
export async function presentPeople(sql: Sql, shopId: number, people: readonly Person[]) {
  const shop = await findShop(sql, shopId);
  // Answers and people are not given the hashes of a new secret at the same time.
  const formsOfPerson = (person: Person) =>
    shop?.rehashDueAt
      ? formsOf({ email: person.email }, shop.customerSecrets)
      : [person.customerRef];
  const answered = await lastAnswers(sql, shopId, people.flatMap(formsOfPerson));
  return people.map((person) => {
    const times = formsOfPerson(person).flatMap((ref) => answered.get(ref) ?? []);
    const last = times.toSorted((one, other) => other.getTime() - one.getTime())[0];
    return presentPerson(person, last ?? null);
  });
}

/**
 * A position in the list as part of an address. It has no comma, because clients split the header `Link`
 * at commas.
 */
function writePageInfo({ at, id }: PersonPosition): string {
  return Buffer.from(`${at} ${id}`).toString('base64url');
}

/** Reads what `writePageInfo` wrote. Gives `null` for anything else. */
function readPageInfo(text: string): PersonPosition | null {
  const [, at, id] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z) (\d{1,15})$/.exec(
      Buffer.from(text, 'base64url').toString(),
    ) ?? [];
  return at && id && !Number.isNaN(Date.parse(at)) ? { at, id: Number(id) } : null;
}
