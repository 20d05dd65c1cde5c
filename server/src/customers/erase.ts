import type { Forgotten } from '@nines/shared/wire/customer';
import { deletePeopleByRefs } from '../addresses/people.ts';
import { deleteCases } from '../cases/store.ts';
import type { Sql } from '../database/sql.ts';
import type { ResponseRecord } from '../responses/columns.ts';
import { clearResponses, lockNamelessOfOrders, lockResponsesOf } from '../responses/erase.ts';
import type { Person } from '../responses/find.ts';
import { hideRareValues, removeUnusedValues } from '../segments/erase.ts';
import { erasePersonFromViews, listOrdersOfViews } from '../views/store.ts';
import { eraseFromDeliveries } from '../webhooks/deliveries.ts';

/**
 * Erases a person from all data of a shop, in the caller's transaction: responses and their cases, views,
 * webhook deliveries and the address list. The counts stay. Locks are taken in the order of all writers.
 */
export async function erasePerson(
  transaction: Sql,
  shopId: number,
  person: Person,
): Promise<Forgotten> {
  const named = await lockResponsesOf(transaction, shopId, person);
  const signed = ordersOf(named.filter(({ verified }) => verified));
  const nameless = await lockNamelessOfOrders(transaction, shopId, signed);
  const responses = [...named, ...nameless];
  const ids = responses.map(({ id }) => id);
  const orders = [
    ...ordersOf(responses),
    ...(await listOrdersOfViews(transaction, shopId, person)),
  ];
  await clearResponses(transaction, shopId, ids);
  await deleteCases(transaction, shopId, ids);
  const { refs, linked } = person;
  const views = await erasePersonFromViews(transaction, shopId, { refs, linked, orders });
  const people = await deletePeopleByRefs(transaction, shopId, [...refs, ...linked]);
  await eraseFromDeliveries(transaction, shopId, [...ids, ...refs, ...linked]);
  // Last, because the step before may wait for a relay, and no answer should wait for that.
  await hideRareValues(transaction, shopId, responses, 'person');
  await removeUnusedValues(transaction, shopId);
  return { responses: responses.length, views, people };
}

function ordersOf(responses: readonly ResponseRecord[]): string[] {
  return responses.flatMap(({ orderId }) => orderId ?? []);
}
