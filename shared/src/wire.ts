import { z } from 'zod';
import { limits } from './limits.ts';
import { scales } from './score.ts';
import { surveySettingsSchema } from './survey.ts';
import { filledText, machineName, text } from './text.ts';

/** The touchpoints that Nines knows by name; a shop may add its own. */
export const moments = ['checkout', 'delivery', 'service', 'recovery', 'checkin'] as const;

/** How an answer reached us. */
export const channels = ['widget', 'page', 'email', 'qr', 'api'] as const;

/** The classes of devices. */
export const devices = ['phone', 'tablet', 'desktop', 'other'] as const;
export type Device = (typeof devices)[number];
const deviceSchema = z.enum(devices);

/** The four levels of service, and failing the first. */
export const expectations = ['below', 'met', 'exceeded', 'delighted', 'amazed'] as const;

const key = z.string().min(1).max(64).describe("The shop's public key");
const momentSchema = machineName(limits.name).describe('The touchpoint being rated');
const localeSchema = z
  .string()
  .max(limits.locale)
  .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, {
    error: 'must be a language tag such as "nl-NL"',
  });
const currencySchema = z
  .string()
  .regex(/^[A-Z]{3}$/, { error: 'must be a currency of three capital letters such as "EUR"' });

const orderSchema = z.object({
  id: filledText(limits.orderId),
  value: z.number().min(0).max(limits.orderValue).optional(),
  currency: currencySchema.optional(),
  token: z
    .string()
    .max(limits.orderToken)
    .optional()
    .describe('HMAC-SHA256 of the order id by the signing secret, in hex: makes it verified'),
});

const customerSchema = z.object({
  id: filledText(limits.customerId).optional(),
  email: z.email().max(limits.email).optional(),
});

/** `POST /v1/responses`: the whole answer as it stands; a higher revision replaces a lower one. */
export const answerSchema = z.object({
  id: z.uuidv7().toLowerCase().describe('Made by the client, once for each answer'),
  key,
  survey: z.string().max(16).optional().describe("Default: the shop's oldest active survey"),
  revision: z.int().min(1).max(limits.revision).default(1),
  score: z.int().min(0).max(10),
  comment: text(limits.comment).optional(),
  reasons: z.array(machineName(limits.reason)).max(limits.reasons).optional(),
  effort: z.int().min(1).max(7).optional().describe('1 (very hard) … 7 (very easy)'),
  expectation: z.enum(expectations).optional(),
  moment: momentSchema.default('checkout'),
  channel: z.enum(channels).default('api'),
  locale: localeSchema.optional(),
  url: text(limits.url).optional(),
  order: orderSchema.optional(),
  customer: customerSchema.optional().describe('Kept as a keyed hash only'),
  replyTo: z
    .email()
    .max(limits.email)
    .optional()
    .describe('An e-mail address that the shopper typed in to be answered; the only one kept'),
  properties: z
    .record(
      filledText(limits.propertyKey),
      z.union([text(limits.propertyValue), z.number(), z.boolean()]),
    )
    .refine((properties) => Object.keys(properties).length <= limits.properties, {
      error: `must have at most ${limits.properties} entries`,
    })
    .optional(),
});
export type Answer = z.infer<typeof answerSchema>;

/** A line of `POST /v1/imports`: an answer of the past, or a view. The key is that of the request. */
export const importedAnswerSchema = answerSchema.omit({ key: true }).extend({
  type: z.literal('response').default('response'),
  answeredAt: z.iso.datetime({ offset: true }),
  device: deviceSchema.default('other'),
});

/** A response as `GET /v1/responses` tells it. */
export const storedResponseSchema = z.object({
  id: z.uuid(),
  survey: z.string(),
  answeredAt: z.iso.datetime(),
  revision: z.int(),
  score: z.int().min(0).max(10),
  comment: z.string().nullable(),
  reasons: z.array(z.string()),
  effort: z.int().nullable(),
  expectation: z.enum(expectations).nullable(),
  moment: z.string(),
  channel: z.enum(channels),
  device: deviceSchema,
  locale: z.string().nullable(),
  url: z.string().nullable(),
  verified: z.boolean().describe("Whether the order carried the shop's signature"),
  order: z
    .object({ id: z.string(), value: z.number().nullable(), currency: z.string().nullable() })
    .nullable(),
  customer: z.string().nullable().describe('A keyed hash, the same for all of one customer'),
  replyTo: z.string().nullable().describe('Given by the shopper to be answered'),
  properties: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
export type StoredResponse = z.infer<typeof storedResponseSchema>;

/** What a stored answer is acknowledged with. */
export const receiptSchema = z.object({ id: z.uuidv7(), revision: z.int() });

/** `POST /v1/views`: the prompt was seen, or (`kind: "order"`) the order page was. */
export const viewSchema = z.object({
  id: answerSchema.shape.id,
  key,
  survey: answerSchema.shape.survey,
  kind: z.enum(['prompt', 'order']).default('prompt'),
  moment: momentSchema.default('checkout'),
  channel: answerSchema.shape.channel,
  locale: localeSchema.optional(),
  order: orderSchema.optional(),
  customer: customerSchema.optional(),
});
export type View = z.infer<typeof viewSchema>;

/** A line of `POST /v1/imports` that tells of a view in the past. */
export const importedViewSchema = viewSchema.omit({ key: true }).extend({
  type: z.literal('view'),
  viewedAt: z.iso.datetime({ offset: true }),
  device: deviceSchema.default('other'),
});

/** What became of an import. */
export const importReportSchema = z.object({
  stored: z.int().describe('Rows that are new'),
  known: z.int().describe('Rows that were stored before, unchanged or updated'),
  rejected: z.int(),
  errors: z
    .array(z.object({ line: z.int(), path: z.string(), message: z.string() }))
    .describe('The first hundred faults, each with its line'),
});
export type ImportReport = z.infer<typeof importReportSchema>;

/** An error as RFC 9457 has it, with the place of each fault in what was sent. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  requestId: z.string(),
  errors: z
    .array(z.object({ path: z.string().describe('As in "order.value"'), message: z.string() }))
    .optional(),
});
export type Problem = z.infer<typeof problemSchema>;

const timeZone = z
  .string()
  .refine(isTimeZone, { error: 'must be a time zone such as "Europe/Amsterdam"' });
const origin = z
  .string()
  .max(limits.url)
  .regex(/^https?:\/\/([a-z0-9.-]+|\[[0-9a-f:]+\])(:\d{1,5})?$/, {
    error: 'must be an origin such as "https://shop.example", without a path',
  });

/** `POST /v1/shops` */
export const newShopSchema = z.strictObject({
  name: filledText(80),
  origins: z.array(origin).max(50).describe("The shop's own origins, from which answers may come"),
  timezone: timeZone.default('Europe/Amsterdam'),
  currency: currencySchema.default('EUR'),
  locale: localeSchema.default('en'),
});
export type NewShop = z.infer<typeof newShopSchema>;

/** `PATCH /v1/shop`: what is left out stays. */
export const shopPatchSchema = z.strictObject({
  name: newShopSchema.shape.name.optional(),
  origins: newShopSchema.shape.origins.optional(),
  currency: currencySchema.optional(),
  locale: localeSchema.optional(),
});

export type ShopPatch = z.infer<typeof shopPatchSchema>;

export const createdShopSchema = z.object({
  shopId: z.string(),
  publicKey: z.string(),
  secretKey: z.string().describe('Shown this once; only its hash is kept'),
  surveyId: z.string(),
  snippet: z.string().describe('The tag to paste before </body>'),
});
export type CreatedShop = z.infer<typeof createdShopSchema>;

/** `GET /v1/shop` */
export const shopSchema = newShopSchema.extend({
  id: z.string(),
  publicKey: z.string(),
  signingSecret: z.string().describe('Signs order ids (`order.token`); keep it on your server'),
});

export const surveySchema = surveySettingsSchema.extend({
  id: z.string(),
  createdAt: z.iso.datetime(),
});
export type Survey = z.infer<typeof surveySchema>;

const day = z.iso.date();
export const intervals = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type Interval = (typeof intervals)[number];

/** What responses can be divided by. */
export const dimensions = ['moment', 'locale', 'device', 'channel'] as const;
export type Dimension = (typeof dimensions)[number];

/** `GET /v1/surveys/{id}/aggregate` */
export const aggregateQuerySchema = z.strictObject({
  from: day
    .optional()
    .describe("A day in the shop's time zone, included. Default: 29 days before `to`"),
  to: day.optional().describe("A day in the shop's time zone, included. Default: today"),
  interval: z.enum(intervals).default('day'),
  by: z
    .preprocess(
      (value) => (typeof value === 'string' ? value.split(',') : value),
      z.array(z.enum(dimensions)),
    )
    .default([])
    .describe('What to divide by; several separated by commas'),
  compare: z.enum(['previous']).optional().describe('Adds the equally long period just before'),
  confidence: z.coerce.number().min(0.5).max(0.999).default(0.95),
});
export type AggregateQuery = z.infer<typeof aggregateQuerySchema>;

const count = z.int().min(0);
const nps = z.number().min(-100).max(100);

/** The figures of a set of responses: counts as they are, the rest rounded once to two decimals. */
export const figuresSchema = z.object({
  responses: count,
  views: count,
  responseRate: z.number().nullable().describe('Responses ÷ views, 0…1; null without views'),
  promoters: count,
  passives: count,
  detractors: count,
  nps: nps.nullable().describe('−100…100; null without responses'),
  interval: z.tuple([nps, nps]).nullable().describe('Holds the true NPS with this confidence'),
  marginOfError: z.number().nullable(),
  confidence: z.number(),
  mean: z.number().nullable(),
  standardDeviation: z.number().nullable().describe('Null below two responses'),
  scores: z.array(count).length(11).describe('How often each score from 0 to 10 was given'),
});
export type Figures = z.infer<typeof figuresSchema>;

const differenceSchema = z.object({
  nps: z.number().nullable(),
  interval: z.tuple([z.number(), z.number()]).nullable(),
  pValue: z.number().nullable(),
  significant: z.boolean(),
});

export const aggregateSchema = z.object({
  survey: z.string(),
  from: day,
  to: day,
  timezone: z.string(),
  scale: z.enum(scales),
  total: figuresSchema,
  previous: figuresSchema.extend({ from: day, to: day }).optional(),
  change: differenceSchema.optional(),
  trend: z.array(figuresSchema.extend({ start: day })),
  breakdown: z.array(figuresSchema.extend({ by: z.enum(dimensions), value: z.string() })),
});
export type Aggregate = z.infer<typeof aggregateSchema>;

function isTimeZone(name: string): boolean {
  try {
    const { timeZone: known } = Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    return !/^[+-]/.test(known);
  } catch {
    return false;
  }
}
