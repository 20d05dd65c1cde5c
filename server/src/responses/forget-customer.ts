import type { Sql } from '../database/connect.ts';

/**
 * Takes a customer out of the shop's responses: what they wrote, who and where they were, what they
 * bought. How they answered stays, for it is counted. Gives the ids of these responses.
 */
export async function forgetCustomer(sql: Sql, shopId: number, ref: string): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    update responses set customer_ref = null, comment = null, reply_to = null, url = null,
      order_id = null, order_value = null, order_currency = null, properties = null
    where shop_id = ${shopId} and customer_ref = ${ref}
    returning id`;
  return rows.map(({ id }) => id);
}
