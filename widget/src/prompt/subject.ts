import type { NinesOrder } from '../../types/nines.d.ts';
import type { Context } from '../context.ts';
import { readDataLayer } from './data-layer.ts';
import { readLinkedData } from './linked-data.ts';

/** An order as pages tell of it: the value may be text, and all but the id may be missing. */
export type ToldOrder = { [Part in keyof NinesOrder]?: unknown };

/** What an answer is about, as the server wants it. */
export function subjectOf(context: Context) {
  const { moment = 'checkout', customer, customerId: id, email, properties } = context;
  return { moment, order: orderOf(context), customer: customer ?? { id, email }, properties };
}

/**
 * The order with its id as text and its value as a number ("59,95" is 59.95), if there is one: what
 * the shop says by command, else by attributes, else what the page tells others.
 */
export function orderOf(context: Context) {
  const { orderId, orderValue, orderCurrency, orderToken } = context;
  const told = { id: orderId, value: orderValue, currency: orderCurrency, token: orderToken };
  const order: ToldOrder | undefined =
    context.order ?? (orderId ? told : (readDataLayer() ?? readLinkedData()));
  const { id, value, currency, token } = order ?? {};
  const amount = parseFloat(`${value}`.replace(',', '.'));
  return id ? { id: `${id}`, value: amount >= 0 ? amount : undefined, currency, token } : undefined;
}
