import type { PageOrder } from '../context.ts';

type Price = { price?: unknown; priceCurrency?: unknown };
type Thing = Price & {
  '@type'?: unknown;
  '@graph'?: Thing[];
  orderNumber?: unknown;
  totalPaymentDue?: Price;
  acceptedOffer?: Price;
};

/** The order that the page describes in JSON-LD, if any. Source: https://schema.org/Order */
export function readLinkedData(): PageOrder | undefined {
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
