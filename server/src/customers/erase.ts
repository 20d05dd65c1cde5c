import type { Forgotten } from '@nines/shared/wire/customer';
import { deleteCases } from '../cases/store.ts';
import type { Sql } from '../database/sql.ts';
import { deletePeopleByRef } from '../addresses/people.ts';
import { erasePersonFromResponses } from '../responses/erase.ts';
import type { Person } from '../responses/find.ts';
import { erasePersonFromViews } from '../views/store.ts';
import { eraseFromDeliveries } from '../webhooks/deliveries.ts';

/**
 * Erases a person from all data of a shop, in the caller's transaction: responses and their cases, views,
 * webhook deliveries and the address list. The counts stay.
 */
export async function erasePerson(
  transaction: Sql,
  shopId: number,
  person: Person,
): Promise<Forgotten> {
  const responses = await erasePersonFromResponses(transaction, shopId, person);
  await deleteCases(transaction, shopId, responses);
  await eraseFromDeliveries(transaction, shopId, [...responses, ...person.refs]);
  const views = await erasePersonFromViews(transaction, shopId, person.refs);
  let people = 0;
  for (const ref of person.refs) people += await deletePeopleByRef(transaction, shopId, ref);
  return { responses: responses.length, views, people };
}
