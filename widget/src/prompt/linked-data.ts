import type { ToldOrder } from './subject.ts';

type Price = { price?: unknown; priceCurrency?: unknown };
type Thing = Price & {
  '@type'?: unknown;
  '@graph'?: Thing[];
  orderNumber?: unknown;
  totalPaymentDue?: Price;
  acceptedOffer?: Price;
};

/** The order that the page describes to machines in JSON-LD, if any. Source: https://schema.org/Order */
export function readLinkedData(): ToldOrder | undefined {
  for (const { textContent } of document.querySelectorAll('[type="application/ld+json"]')) {
    try {
      const told = JSON.parse(textContent ?? '') as Thing | Thing[];
      const things = [told].flat().flatMap((thing) => thing['@graph'] ?? thing);
      const order = things.find((thing) => thing['@type'] === 'Order');
      if (!order) continue;
      const { price, priceCurrency } = order.totalPaymentDue ?? order.acceptedOffer ?? order;
      return { id: order.orderNumber, value: price, currency: priceCurrency };
    } catch {
      // Whatever else the page has in there is not ours to complain about.
    }
  }
  return undefined;
}
