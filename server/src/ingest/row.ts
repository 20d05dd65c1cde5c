/** An answer as the database takes it: one row of the batch, ids resolved, nothing left to check. */
export type ResponseRow = {
  shop: number;
  survey: number;
  id: string;
  /** ISO date-time. */
  at: string;
  revision: number;
  score: number;
  effort?: number | undefined;
  verified: boolean;
  moment: string;
  channel: string;
  device: string;
  locale?: string | undefined;
  expectation?: string | undefined;
  comment?: string | undefined;
  reasons?: readonly string[] | undefined;
  url?: string | undefined;
  order_id?: string | undefined;
  order_value?: number | undefined;
  order_currency?: string | undefined;
  customer_ref?: string | undefined;
  reply_to?: string | undefined;
  properties?: Readonly<Record<string, string | number | boolean>> | undefined;
  /** The properties that the survey divides by, as they are counted. */
  segments?: Readonly<Record<string, string>> | undefined;
  /** Told of long after it happened: opens no case. */
  past?: true | undefined;
};

/** A view as the database takes it. */
export type ViewRow = Pick<
  ResponseRow,
  | 'shop'
  | 'survey'
  | 'id'
  | 'at'
  | 'moment'
  | 'channel'
  | 'device'
  | 'locale'
  | 'order_id'
  | 'order_value'
  | 'order_currency'
  | 'customer_ref'
> & { kind: string };

/** What became of a row. */
export type Stored = {
  /** Whether this row made the response, rather than updating or repeating it. */
  created: boolean;
  /** The revision that stands now. */
  revision: number;
};
