/** Maxima of what a shopper types, in UTF-16 code units. The prompt's bundle holds only these. */
export const inputLimits = { comment: 2_000, email: 254 } as const;

/** Maxima of requests. Lengths are in UTF-16 code units. */
export const limits = {
  /** A whole request to a public route, in bytes. */
  bodyBytes: 16_384,
  /** A whole request to any other route, except an import, in bytes. JSON of that size is read in a few milliseconds. */
  privateBodyBytes: 131_072,
  comment: inputLimits.comment,
  reasons: 10,
  reason: 64,
  name: 40,
  orderId: 128,
  orderValue: 1_000_000_000,
  orderToken: 2_048,
  customerId: 128,
  email: inputLimits.email,
  url: 2_048,
  locale: 35,
  properties: 20,
  propertyKey: 40,
  propertyValue: 200,
  /** Properties of a survey by which its figures can be broken down. */
  segments: 5,
  /** Values of each segment that are counted separately. The others are counted as "(other)". */
  segmentValues: 50,
  /** An erased answer keeps the value of a segment that the answers of so many other people carry too. */
  commonValue: 5,
  /** The highest revision that a client may send. Far more than a prompt makes of one answer. */
  revision: 1_000_000,
  /** The revision of what was erased: no revision that arrives later is higher, so none restores it. */
  erasedRevision: 2_147_483_647,
  /** For how many days a browser keeps an answer that it could not send. */
  outboxDays: 7,
} as const;

/** Maxima of the surveys of one shop: however many shops there are, each is read in a moment. */
export const surveyLimits = {
  /** Surveys that are not removed. */
  surveys: 50,
  /** The settings of one survey, in bytes of JSON. */
  settingsBytes: 65_536,
  /** The settings of all surveys that are not removed, in bytes of JSON. */
  allSettingsBytes: 524_288,
  /** Removed surveys that are kept although they have no answers: late answers may still come. */
  removedWithoutAnswers: 50,
  /** Removed surveys that are kept in all. */
  removed: 500,
} as const;

/** Maxima of a case. Lengths are in UTF-16 code units. */
export const caseLimits = {
  /** The name of the person who works on it. */
  staff: 80,
  note: 2_000,
  notes: 50,
} as const;
