import { erasePerson } from '../customers/erase.ts';
import { type Sql, inTransaction } from '../database/sql.ts';
import { findPerson, type PersonKey } from './people.ts';

/**
 * Removes a person from the address list, takes them out of their responses and out of what webhooks
 * were sent of these; the counts stay. `false` when there is no such person.
 */
export async function removePerson(sql: Sql, shopId: number, key: PersonKey): Promise<boolean> {
  return inTransaction(sql, async (transaction) => {
    const person = await findPerson(transaction, shopId, key);
    if (!person) return false;
    await erasePerson(transaction, shopId, { refs: [person.customerRef], email: person.email });
    return true;
  });
}
