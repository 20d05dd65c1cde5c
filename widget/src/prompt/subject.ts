import type { Context } from '../context.ts';

/** What an answer is about, as the server wants it. */
export function subjectOf(context: Context) {
  const { moment = 'checkout', customer, customerId: id, email, properties } = context;
  return { moment, order: orderOf(context), customer: customer ?? { id, email }, properties };
}

/** The order with its id as text and its value as a number ("59,95" is 59.95), if there is one. */
export function orderOf(context: Context) {
  const { orderId, orderValue, orderCurrency, orderToken } = context;
  const told = { id: orderId, value: orderValue, currency: orderCurrency, token: orderToken };
  const { id, value, ...rest } = context.order ?? told;
  const amount = parseFloat(`${value}`.replace(',', '.'));
  return id ? { ...rest, id: `${id}`, value: amount >= 0 ? amount : undefined } : undefined;
}
