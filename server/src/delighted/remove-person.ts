import { forgetPerson } from '../customers/forget-person.ts';
import type { Sql } from '../database/connect.ts';
import { findPerson, type PersonKey } from './people.ts';

/**
 * Removes a person from the address list, takes them out of their responses and out of what webhooks
 * were sent of these; the counts stay. `false` when there is no such person.
 */
export async function removePerson(sql: Sql, shopId: number, key: PersonKey): Promise<boolean> {
  return sql.begin(async (transaction) => {
    const within = transaction as unknown as Sql;
    const person = await findPerson(within, shopId, key);
    if (!person) return false;
    await forgetPerson(within, shopId, { refs: [person.customerRef], email: person.email });
    return true;
  }) as Promise<boolean>;
}
