import { z } from 'zod';
import { scales } from '../score.ts';
import { day } from './day.ts';
import { expectations } from './fields.ts';
import { dimensionNameSchema, filteredQuery } from './filters.ts';

export { dimensions, type Dimension } from './filters.ts';

export const intervals = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type Interval = (typeof intervals)[number];

/** Where the figures come from: the counts of the rollups, or the responses themselves. */
export const sources = ['rollups', 'responses'] as const;
export type Source = (typeof sources)[number];

/** `GET /v1/surveys/{id}/aggregate` */
export const aggregateQuerySchema = filteredQuery({
  from: day
    .optional()
    .describe("A day in the shop's time zone, included. Default: 29 days before `to`"),
  to: day.optional().describe("A day in the shop's time zone, included. Default: today"),
  interval: z.enum(intervals).default('day').describe('Weeks begin on Monday'),
  by: z
    .preprocess(
      (value) => [value].flat().flatMap((part) => String(part).split(',')),
      z.array(dimensionNameSchema).max(12),
    )
    .default([])
    .describe(
      'The dimensions of the breakdown, separated by commas: moment, locale, device, channel, reason, effort, expectation, verified, or property.NAME for a segment of the survey',
    ),
  compare: z
    .enum(['previous'])
    .optional()
    .describe(
      'Adds the period of the same length just before. To compare with another period, give compareFrom and compareTo',
    ),
  compareFrom: day.optional(),
  compareTo: day.optional(),
  scale: z.enum(scales).optional().describe('With `all`: only the surveys on this scale'),
  source: z
    .enum(['responses'])
    .optional()
    .describe('Counts the responses themselves instead of reading the rollups. Slower'),
  confidence: z.coerce.number().min(0.5).max(0.999).default(0.95),
});
export type AggregateQuery = z.infer<typeof aggregateQuerySchema>;

const count = z.int().min(0);
const nps = z.number().min(-100).max(100);

/** The figures of a set of responses. Counts are exact; the rest is rounded once, to two decimals. */
export const figuresSchema = z.object({
  responses: count,
  views: count
    .nullable()
    .describe(
      'Null for dimensions that views do not have: reason, effort, expectation, property and verified are known only once the shopper has answered',
    ),
  responseRate: z.number().nullable().describe('Responses ÷ views, 0…1; null without views'),
  promoters: count,
  passives: count,
  detractors: count,
  nps: nps.nullable().describe('−100…100; null without responses'),
  interval: z.tuple([nps, nps]).nullable().describe('Contains the true NPS with this confidence'),
  marginOfError: z.number().nullable(),
  confidence: z.number(),
  minimumDetectableChange: z
    .number()
    .nullable()
    .describe(
      'The smallest real change in NPS points that is found significant with 80 % probability, between two periods with this many responses each',
    ),
  mean: z.number().nullable(),
  standardDeviation: z.number().nullable().describe('Null with fewer than two responses'),
  scores: z.array(count).length(11).describe('How often each score from 0 to 10 was given'),
  caution: z
    .string()
    .nullable()
    .describe('A warning in words where these figures are not reliable'),
});
export type Figures = z.infer<typeof figuresSchema>;

export const effortSummarySchema = z.object({
  responses: count.describe('How many answers have an effort'),
  mean: z.number().nullable().describe('1 (very hard) … 7 (very easy); null without any'),
  counts: z.array(count).length(7).describe('How often each effort from 1 to 7 was given'),
});
export type EffortSummary = z.infer<typeof effortSummarySchema>;

export const expectationSummarySchema = z.object({
  responses: count.describe('How many answers have an expectation'),
  counts: z.record(z.enum(expectations), count),
  shares: z.record(z.enum(expectations), z.number().nullable()).describe('0…1; null without any'),
});
export type ExpectationSummary = z.infer<typeof expectationSummarySchema>;

const onlyUnfiltered =
  'Null when a filtered figure was read from the rollups. Use `source=responses` to get it';

/** The figures of a whole period. */
export const periodFiguresSchema = figuresSchema.extend({
  verified: count
    .nullable()
    .describe(
      'How many of the responses carry a signed order, which only a customer can have. The others may be from anybody. Null when a filtered figure was read from the rollups. Use `source=responses` to get it',
    ),
  effort: effortSummarySchema.nullable().describe(onlyUnfiltered),
  expectation: expectationSummarySchema.nullable().describe(onlyUnfiltered),
});
export type PeriodFigures = z.infer<typeof periodFiguresSchema>;

/**
 * A day in a reply. It may be earlier than the earliest day that a query accepts: in the previous period, or
 * the Monday of the first week.
 */
const date = z.iso.date();

const differenceSchema = z.object({
  nps: z.number().nullable(),
  interval: z.tuple([z.number(), z.number()]).nullable(),
  pValue: z.number().nullable(),
  significant: z.boolean(),
});

/** Something about a day that makes its answers doubtful. */
export const cautionSchema = z.object({
  kind: z.enum(['burst']).describe('Far more unsigned answers than usual from one source'),
  source: z
    .enum(['address', 'no-origin'])
    .describe(
      '`address`: from one address (an IPv6 /64 network counts as one). `no-origin`: without the Origin that every browser sends, so from no web page',
    ),
  survey: z.string(),
  day: date.describe("The day on which they arrived, in the shop's time zone"),
  answers: count.describe(
    'How many came from that source. With several servers, or very many addresses, there may be more',
  ),
  of: count.describe(
    'How many new unsigned answers the public API took that day. Signed answers, tests, imports and the private APIs are not among them',
  ),
  share: z.number().describe('`answers` ÷ `of`, 0…1'),
  usual: count.describe(
    'The fourth-highest number of the 28 days before. A burst has at least five times as many, and at least 10',
  ),
  message: z.string().describe('The same in words'),
});
export type Caution = z.infer<typeof cautionSchema>;

export const aggregateSchema = z.object({
  survey: z.string().describe('Its id, or `all`'),
  from: date,
  to: date,
  timezone: z.string(),
  scale: z.enum(scales),
  source: z
    .enum(sources)
    .describe('`responses` when two dimensions had to be combined, which the rollups do not hold'),
  recounting: z
    .boolean()
    .describe(
      'True while the rollups are recounted after a change of time zone or segments. Until then some answers are counted with the old settings',
    ),
  total: periodFiguresSchema,
  cautions: z
    .array(cautionSchema)
    .max(31)
    .describe(
      'Days of the period on which the answers look as if somebody flooded the survey, newest first. Filters do not apply to them. No address is stored to find them',
    ),
  previous: periodFiguresSchema.extend({ from: date, to: date }).optional(),
  change: differenceSchema.optional(),
  trend: z.array(figuresSchema.extend({ start: date })),
  breakdown: z
    .array(figuresSchema.extend({ by: z.string(), value: z.string() }))
    .describe('For each dimension in `by`, most responses first'),
  capped: z
    .array(z.string())
    .describe(
      'Dimensions with more than 50 values. The values above that number are counted together as "(other)"',
    ),
});
export type Aggregate = z.infer<typeof aggregateSchema>;
