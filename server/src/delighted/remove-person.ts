import type { Sql } from '../database/connect.ts';
import { forgetCustomer } from '../responses/forget-customer.ts';
import { forgetDeliveries } from '../webhooks/deliveries.ts';
import { deletePeopleByRef, findPerson, type PersonKey } from './people.ts';

/**
 * Removes a person from the address list, takes them out of their responses and out of what webhooks
 * were sent of these; the counts stay. `false` when there is no such person.
 */
export async function removePerson(sql: Sql, shopId: number, key: PersonKey): Promise<boolean> {
  return sql.begin(async (transaction) => {
    const within = transaction as unknown as Sql;
    const person = await findPerson(within, shopId, key);
    if (!person) return false;
    const responses = await forgetCustomer(within, shopId, person.customerRef);
    await forgetDeliveries(within, shopId, [...responses, person.customerRef]);
    await deletePeopleByRef(within, shopId, person.customerRef);
    return true;
  }) as Promise<boolean>;
}
