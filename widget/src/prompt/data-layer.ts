import type { PageOrder } from '../context.ts';

type Purchase = { transaction_id?: unknown; value?: unknown; currency?: unknown };

/** An entry of the data layer: an object of Tag Manager, or the arguments of `gtag('event', 'purchase', …)`. */
type Entry = { event?: unknown; ecommerce?: Purchase; 1?: unknown; 2?: Purchase };

/**
 * The order of the latest GA4 `purchase` in the page's data layer, if any.
 * Source: https://developers.google.com/analytics/devguides/collection/ga4/ecommerce
 */
export function readDataLayer(): PageOrder | undefined {
  const { dataLayer } = window as { dataLayer?: (Entry | undefined)[] };
  const entry = dataLayer?.findLast?.(
    (item) => item?.event === 'purchase' || item?.[1] === 'purchase',
  );
  const { transaction_id: id, value, currency } = entry?.ecommerce ?? entry?.[2] ?? {};
  return id ? { id, value, currency } : undefined;
}
