import { z } from 'zod';
import { limits } from '../limits.ts';
import { bands } from '../score.ts';
import { text } from '../text.ts';
import { cursorSchema } from './cursor.ts';
import { day } from './day.ts';
import { channels, deviceSchema, expectations } from './fields.ts';
import { filteredQuery } from './filters.ts';

/** A response in `GET /v1/responses`. */
export const storedResponseSchema = z.object({
  id: z.uuid(),
  survey: z.string(),
  answeredAt: z.iso.datetime(),
  revision: z.int(),
  score: z.int().min(0).max(10),
  comment: z.string().nullable(),
  quotable: z.boolean().describe('Whether the shopper lets the shop quote the comment publicly'),
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
  customer: z
    .string()
    .nullable()
    .describe('A keyed hash, the same for all responses of one customer'),
  replyTo: z
    .string()
    .nullable()
    .describe('The e-mail address that the shopper gave to get a reply'),
  properties: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  test: z
    .boolean()
    .describe('Whether the shop was only trying out its tag. A test is never counted'),
});
export type StoredResponse = z.infer<typeof storedResponseSchema>;

const score = z.coerce.number().int().min(0).max(10);

/** The query of `GET /v1/responses`, as a list and as an export. */
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
    .describe('Repeat it to match any of several'),
  score: z
    .preprocess(
      (given) => (given === undefined ? given : [given].flat()),
      z.array(score).optional(),
    )
    .optional()
    .describe('Repeat it to match any of several'),
  comment: z.enum(['true', 'false']).optional().describe('Whether there is a comment'),
  customer: text(64).optional().describe('As `customer` in a response'),
  order: text(limits.orderId).optional().describe('The id of an order'),
  test: z.enum(['true', 'false']).optional().describe('Only tests, or none. Default: both'),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(20)
    .describe('The size of a page. An export has no limit'),
  cursor: cursorSchema.optional().describe('The `next` of the previous page'),
  delimiter: z
    .enum(['comma', 'semicolon', 'tab'])
    .default('comma')
    .describe('Between the cells of a CSV. Excel expects semicolons in many countries'),
});
export type ResponsesQuery = z.infer<typeof responsesQuerySchema>;

export const responsePageSchema = z.object({
  responses: z.array(storedResponseSchema),
  next: z.string().nullable().describe('The cursor of the next page; null on the last'),
});
