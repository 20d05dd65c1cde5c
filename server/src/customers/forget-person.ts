import type { Forgotten } from '@nines/shared/wire/customer';
import { deletePeopleByRef } from '../addresses/people.ts';
import type { Sql } from '../database/connect.ts';
import { forgetViews } from '../ingest/views-of-customer.ts';
import { forgetCustomer } from '../responses/forget-customer.ts';
import { forgetDeliveries } from '../webhooks/deliveries.ts';
import type { Who } from './who.ts';

/**
 * Takes a person out of everything that a shop has, within the caller's transaction: their responses
 * and views, what webhooks were sent of these, and the address list. The counts stay.
 */
export async function forgetPerson(transaction: Sql, shopId: number, who: Who): Promise<Forgotten> {
  const responses = await forgetCustomer(transaction, shopId, who);
  await forgetDeliveries(transaction, shopId, [...responses, ...who.refs]);
  const views = await forgetViews(transaction, shopId, who.refs);
  let people = 0;
  for (const ref of who.refs) people += await deletePeopleByRef(transaction, shopId, ref);
  return { responses: responses.length, views, people };
}
