import { z } from 'zod';
import { scales } from '../score.ts';

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
