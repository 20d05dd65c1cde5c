import type { NinesCustomer, NinesOrder } from '../types/nines.d.ts';

/**
 * What the shop says about this page: the `data-…` attributes of the script tag, all of them text, and
 * what commands have set since. It is read again for each request.
 */
export type Context = {
  moment?: string;
  locale?: string;
  orderId?: string | undefined;
  orderValue?: string;
  orderCurrency?: string;
  orderToken?: string | undefined;
  customerId?: string;
  email?: string;
  /** A CSS selector: the prompt is rendered in that element. */
  target?: string;
  /** If present, with any value: wait for the command `show`. */
  manual?: unknown;
  /** If present, with any value: print the verdicts in the console. */
  debug?: unknown;
  /** If present, with any value: the answers are marked as tests, and what this browser remembers does not count. */
  test?: unknown;
  /** Set by a command. They override the attributes. */
  order?: NinesOrder | undefined;
  customer?: NinesCustomer;
  /** Set by a command only. */
  consent?: boolean;
  properties?: Record<string, string | number | boolean>;
};

/** An order as a page gives it: the value may be text, and any field may be missing. */
export type PageOrder = { [Field in keyof NinesOrder]?: unknown };
