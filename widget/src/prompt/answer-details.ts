import type { Context, PageOrder } from '../context.ts';
import { readDataLayer } from './data-layer.ts';
import { readLinkedData } from './linked-data.ts';

/** The moment, order, customer and properties of an answer, as the server expects them. */
export function readAnswerDetails(context: Context) {
  const { moment = 'checkout', customer, customerId: id, email, properties } = context;
  return { moment, order: readOrder(context), customer: customer ?? { id, email }, properties };
}

/**
 * The order, or `undefined`: its id and token as text, its value as a number ("59,95" is 59.95). It has an
 * id, a token, or both. The first of these that has one: the command `order`, the tag's attributes, the
 * data layer, the linked data.
 */
export function readOrder(context: Context) {
  const { orderId, orderValue, orderCurrency, orderToken } = context;
  const tagOrder = { id: orderId, value: orderValue, currency: orderCurrency, token: orderToken };
  const order: PageOrder | undefined =
    context.order ?? (orderId || orderToken ? tagOrder : (readDataLayer() ?? readLinkedData()));
  const { id, value, currency, token } = order ?? {};
  const amount = parseFloat(`${value}`.replace(',', '.'));
  return id || token
    ? { id: asText(id), value: amount >= 0 ? amount : undefined, currency, token: asText(token) }
    : undefined;
}

/** `undefined` for what is missing or empty. */
function asText(value: unknown): string | undefined {
  return value ? `${value}` : undefined;
}
