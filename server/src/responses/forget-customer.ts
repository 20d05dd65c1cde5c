import type { Sql } from '../database/sql.ts';
import type { Who } from '../customers/who.ts';
import { whereBy } from './of-customer.ts';
import { clearPersonal } from './personal.ts';

/** Takes a person out of the shop's responses. Gives the ids of these. */
export async function forgetCustomer(sql: Sql, shopId: number, who: Who): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    update responses set ${clearPersonal(sql)} ${whereBy(sql, shopId, who)} returning id`;
  return rows.map(({ id }) => id);
}
