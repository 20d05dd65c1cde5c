import type { NinesCustomer, NinesOrder } from '../types/nines.d.ts';

/**
 * What the shop tells of this page: the `data-…` attributes of the script tag, all of them text, and
 * what commands said since. Read anew at each send.
 */
export type Context = {
  moment?: string;
  locale?: string;
  orderId?: string | undefined;
  orderValue?: string;
  orderCurrency?: string;
  orderToken?: string;
  customerId?: string;
  email?: string;
  /** A CSS selector to render in. */
  target?: string;
  /** Present, whatever it holds: wait for `show`. */
  manual?: unknown;
  /** Present: print the verdicts. */
  debug?: unknown;
  /** By command, and before the attributes. */
  order?: NinesOrder | undefined;
  customer?: NinesCustomer;
  /** By command only. */
  consent?: boolean;
  properties?: Record<string, string | number | boolean>;
};
