import { findRefsById } from '../addresses/people.ts';
import type { Sql } from '../database/sql.ts';
import { listEmailRefs, type Person } from '../responses/find.ts';
import { listEmailRefsOfViews } from '../views/store.ts';
import { personOf } from './identity.ts';

/**
 * The person that a reference names, with the e-mail addresses by which the shop knows them besides: those that
 * came with the id, and those of the address list whose properties hold the id.
 */
export async function findPerson(
  sql: Sql,
  shop: { id: number; customerSecret: string },
  reference: string,
): Promise<Person> {
  return withAddresses(sql, shop.id, personOf(reference, shop.customerSecret), reference);
}

/** Adds the addresses that the shop knows of a person. */
export async function withAddresses(
  sql: Sql,
  shopId: number,
  person: Person,
  id?: string,
): Promise<Person> {
  const { refs } = person;
  const found = await Promise.all([
    listEmailRefs(sql, shopId, refs),
    listEmailRefsOfViews(sql, shopId, refs),
    id === undefined ? [] : findRefsById(sql, shopId, id),
  ]);
  return { ...person, linked: [...new Set([...person.linked, ...found.flat()])] };
}
