import { z } from 'zod';
import { limits } from '../limits.ts';
import { bands } from '../score.ts';
import { text } from '../text.ts';
import { cursorSchema } from './cursor.ts';
import { day } from './day.ts';
import { channels, deviceSchema, expectations } from './fields.ts';
import { filteredQuery } from './filters.ts';

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
  verified: z.boolean().describe('Whether the shop has signed the order'),
  order: z
    .object({ id: z.string(), value: z.number().nullable(), currency: z.string().nullable() })
    .nullable(),
  customer: z.string().nullable().describe('A keyed hash, the same for all of one customer'),
  replyTo: z.string().nullable().describe('Given by the shopper to be answered'),
  properties: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
export type StoredResponse = z.infer<typeof storedResponseSchema>;

const score = z.coerce.number().int().min(0).max(10);

/** What narrows `GET /v1/responses`, as a list and as an export. */
export const responsesQuerySchema = filteredQuery({
  survey: z.string().max(16).optional(),
  from: day.optional().describe("A day in the shop's time zone, included"),
  to: day.optional().describe("A day in the shop's time zone, included"),
  band: z
    .preprocess(
      (given) => (given === undefined ? given : [given].flat()),
      z.array(z.enum(bands)).optional(),
    )
    .optional()
    .describe('Repeat it for alternatives'),
  score: z
    .preprocess(
      (given) => (given === undefined ? given : [given].flat()),
      z.array(score).optional(),
    )
    .optional()
    .describe('Repeat it for alternatives'),
  comment: z.enum(['true', 'false']).optional().describe('Whether something was written'),
  customer: text(64).optional().describe('As `customer` in a response'),
  order: text(limits.orderId).optional().describe('The id of an order'),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(20)
    .describe('Of a page; exports give all'),
  cursor: cursorSchema.optional().describe('`next` of the page before'),
  delimiter: z
    .enum(['comma', 'semicolon', 'tab'])
    .default('comma')
    .describe('Between the cells of a CSV: Excel in many countries opens one with semicolons'),
});
export type ResponsesQuery = z.infer<typeof responsesQuerySchema>;

export const responsePageSchema = z.object({
  responses: z.array(storedResponseSchema),
  next: z.string().nullable().describe('The cursor of the next page; null on the last'),
});
