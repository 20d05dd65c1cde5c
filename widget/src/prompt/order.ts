import type { Context, PageOrder } from '../context.ts';

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

/**
 * What identifies an order in this browser's memory: the mark of its id, or else of its token's signature, which is the
 * last 43 characters (HS256).
 */
export function identityOf(order: ReturnType<typeof readOrder>): string | undefined {
  const identity = order?.id ?? order?.token?.slice(-43);
  return identity && markOf(identity);
}

/**
 * What is remembered of an order: one of 4,093 marks. They suffice to know an order again, and too many orders share
 * each of them to tell which one it was. A new order is taken for a remembered one once in some thousand times.
 */
function markOf(order: unknown): string {
  let mark = 0;
  for (const character of `${order}`) mark = (mark * 31 + character.charCodeAt(0)) % 4093;
  return `#${mark}`;
}

/** For how long this browser remembers an order: 180 days, in milliseconds. */
const maxAgeMs = 180 * 864e5;

/** Adds an order to those that this browser remembers: the last ten of 180 days. */
export function remember(
  orders: Record<string, number> = {},
  order: string,
): Record<string, number> {
  const now = Date.now();
  const recent = Object.entries(orders).filter(([, time]) => now - time < maxAgeMs);
  return Object.fromEntries([...recent.slice(-9), [order, now]]);
}

type Purchase = { transaction_id?: unknown; value?: unknown; currency?: unknown };

/** An entry of the data layer: an object of Tag Manager, or the arguments of `gtag('event', 'purchase', …)`. */
type Entry = { event?: unknown; ecommerce?: Purchase; 1?: unknown; 2?: Purchase };

/**
 * The order of the latest GA4 `purchase` in the page's data layer, if any.
 * Source: https://developers.google.com/analytics/devguides/collection/ga4/ecommerce
 */
function readDataLayer(): PageOrder | undefined {
  const { dataLayer } = window as { dataLayer?: (Entry | undefined)[] };
  const entry = dataLayer?.findLast?.(
    (item) => item?.event === 'purchase' || item?.[1] === 'purchase',
  );
  const { transaction_id: id, value, currency } = entry?.ecommerce ?? entry?.[2] ?? {};
  return id ? { id, value, currency } : undefined;
}

type Price = { price?: unknown; priceCurrency?: unknown };
type Thing = Price & {
  '@type'?: unknown;
  '@graph'?: Thing[];
  orderNumber?: unknown;
  totalPaymentDue?: Price;
  acceptedOffer?: Price;
};

/** The order that the page describes in JSON-LD, if any. Source: https://schema.org/Order */
function readLinkedData(): PageOrder | undefined {
  for (const { textContent } of document.querySelectorAll('[type="application/ld+json"]')) {
    try {
      const data = JSON.parse(textContent ?? '') as Thing | Thing[];
      const things = [data].flat().flatMap((thing) => thing['@graph'] ?? thing);
      const order = things.find((thing) => thing['@type'] === 'Order');
      if (!order) continue;
      const { price, priceCurrency } = order.totalPaymentDue ?? order.acceptedOffer ?? order;
      return { id: order.orderNumber, value: price, currency: priceCurrency };
    } catch {
      // Invalid JSON on the shop's page is not our concern.
    }
  }
  return undefined;
}
