import type { ToldOrder } from './subject.ts';

type Purchase = { transaction_id?: unknown; value?: unknown; currency?: unknown };

/** A purchase as Tag Manager has it, or as `gtag('event', 'purchase', …)` leaves it. */
type Entry = { event?: unknown; ecommerce?: Purchase; 1?: unknown; 2?: Purchase };

/**
 * The order of the latest GA4 `purchase` in the page's data layer, if any.
 * Source: https://developers.google.com/analytics/devguides/collection/ga4/ecommerce
 */
export function readDataLayer(): ToldOrder | undefined {
  const { dataLayer } = window as { dataLayer?: (Entry | undefined)[] };
  const entry = dataLayer?.findLast?.(
    (told) => told?.event === 'purchase' || told?.[1] === 'purchase',
  );
  const { transaction_id: id, value, currency } = entry?.ecommerce ?? entry?.[2] ?? {};
  return id ? { id, value, currency } : undefined;
}
