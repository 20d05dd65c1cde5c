import { findRefsById } from '../addresses/people.ts';
import { listOldRefsOfPeople } from '../addresses/rehash.ts';
import type { Sql } from '../database/sql.ts';
import { listEmailRefs, type Person } from '../responses/find.ts';
import { listOldRefs } from '../responses/rehash.ts';
import type { Shop } from '../shops/store.ts';
import { listOldRefsOfViews } from '../views/rehash.ts';
import { listEmailRefsOfViews } from '../views/store.ts';
import { currentForm, laterForms, personOf, refPrefix } from './identity.ts';

type Hashing = Pick<Shop, 'id' | 'customerSecrets' | 'rehashDueAt'>;

/**
 * The person that a reference names, with the e-mail addresses by which the shop knows them besides: those that
 * came with the id, and those of the address list whose properties hold the id.
 */
export async function findPerson(sql: Sql, shop: Hashing, reference: string): Promise<Person> {
  const person = personOf(reference, shop.customerSecrets);
  const refs = await withOldForms(sql, shop, person.refs);
  const found = await Promise.all([
    listEmailRefs(sql, shop.id, refs),
    listEmailRefsOfViews(sql, shop.id, refs),
    findRefsById(sql, shop.id, reference),
  ]);
  return { ...person, refs, linked: await withOldForms(sql, shop, found.flat()) };
}

/**
 * These hashes in all forms that may be stored. A hash leads to its later forms only, so while hashes are being
 * made again, all that are left of earlier secrets are looked through.
 */
async function withOldForms(sql: Sql, shop: Hashing, refs: readonly string[]): Promise<string[]> {
  const { id, customerSecrets: secrets, rehashDueAt } = shop;
  const forms = new Set(refs.flatMap((ref) => laterForms(ref, secrets)));
  if (rehashDueAt === null || forms.size === 0) return [...forms];
  const prefix = refPrefix(secrets.length - 1);
  const old = await Promise.all([
    listOldRefs(sql, id, prefix),
    listOldRefsOfViews(sql, id, prefix),
    listOldRefsOfPeople(sql, id, prefix),
  ]);
  for (const ref of old.flat()) if (forms.has(currentForm(ref, secrets))) forms.add(ref);
  return [...forms];
}
