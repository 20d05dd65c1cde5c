/** Maxima that the prompt and the server both keep to. Lengths are in UTF-16 code units. */
export const limits = {
  /** A whole request to a public route, in bytes. */
  bodyBytes: 16_384,
  comment: 2_000,
  reasons: 10,
  reason: 64,
  name: 40,
  orderId: 128,
  orderValue: 1_000_000_000,
  orderToken: 2_048,
  customerId: 128,
  email: 254,
  url: 2_048,
  locale: 35,
  properties: 20,
  propertyKey: 40,
  propertyValue: 200,
  /** Properties of one survey that the numbers can be divided by. */
  segments: 5,
  /** Distinct values that are counted apart for each of them; the rest counts as "(other)". */
  segmentValues: 50,
  revision: 2_147_483_647,
  /** How long an answer may wait in a browser before it is sent, in days. */
  outboxDays: 7,
} as const;

/** Maxima of a case. Lengths are in UTF-16 code units. Apart, for the prompt has no use for them. */
export const caseLimits = {
  /** The name of whoever works on it. */
  staff: 80,
  note: 2_000,
  notes: 50,
} as const;
