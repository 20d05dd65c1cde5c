import { z } from 'zod';
import { channels, deviceSchema, expectations } from './fields.ts';

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
