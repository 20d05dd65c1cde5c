import type { CustomerView } from '@nines/shared/wire/customer';
import type { Sql } from '../database/sql.ts';

type Row = Omit<CustomerView, 'order' | 'viewedAt'> & {
  at: Date;
  orderId: string | null;
  orderValue: number | null;
  orderCurrency: string | null;
};

/** The views of the person behind these hashes, newest first. */
export async function viewsOf(
  sql: Sql,
  shopId: number,
  refs: readonly string[],
  limit: number,
): Promise<CustomerView[]> {
  const rows = await sql<Row[]>`
    select id, kind, viewed_at as at, moment, channel, device, locale, order_id as "orderId",
      order_value::float8 as "orderValue", order_currency as "orderCurrency"
    from views where shop_id = ${shopId} and customer_ref = any(${[...refs]})
    order by viewed_at desc, id desc limit ${limit}`;
  return rows.map(({ at, orderId, orderValue, orderCurrency, ...row }) => ({
    ...row,
    viewedAt: at.toISOString(),
    order: orderId === null ? null : { id: orderId, value: orderValue, currency: orderCurrency },
  }));
}

/** Takes the person out of the shop's views; that somebody saw the prompt stays, for it is counted. */
export async function forgetViews(
  sql: Sql,
  shopId: number,
  refs: readonly string[],
): Promise<number> {
  const { count } = await sql`
    update views set customer_ref = null, order_id = null, order_value = null, order_currency = null
    where shop_id = ${shopId} and customer_ref = any(${[...refs]})`;
  return count;
}

/** Takes everybody out of up to `limit` of the shop's views from before a time. Gives how many. */
export async function forgetOldViews(
  sql: Sql,
  opts: { shopId: number; before: Date; limit: number },
): Promise<number> {
  const { count } = await sql`
    update views set customer_ref = null, order_id = null, order_value = null, order_currency = null
    where shop_id = ${opts.shopId} and id = any(array(
      select id from views
      where shop_id = ${opts.shopId} and viewed_at < ${opts.before}
        and (customer_ref is not null or order_id is not null)
      order by viewed_at limit ${opts.limit}))`;
  return count;
}
