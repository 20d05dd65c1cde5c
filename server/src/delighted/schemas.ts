import { STATUS_CODES } from 'node:http';
import { z } from 'zod';

// What the routes of this API reply with: the shapes that Delighted documented.

const time = z.int().describe('Seconds since 1970');
const property = z.union([z.string(), z.number(), z.boolean()]);

export const okSchema = z.object({ ok: z.literal(true) });

export const metricsSchema = z.object({
  nps: z.int().min(-100).max(100).nullable().describe('Null without responses'),
  promoter_count: z.int(),
  promoter_percent: z.int(),
  passive_count: z.int(),
  passive_percent: z.int(),
  detractor_count: z.int(),
  detractor_percent: z.int(),
  response_count: z.int(),
});

export const personSchema = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string().nullable(),
  created_at: time,
  phone_number: z.null(),
  last_sent_at: time.nullable(),
  last_responded_at: time.nullable(),
  next_survey_scheduled_at: time.nullable(),
});

export const savedPersonSchema = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string().nullable(),
  survey_scheduled_at: time.nullable(),
  properties: z.record(z.string(), property),
});

export const surveyResponseSchema = z.object({
  id: z.string(),
  person: z.union([
    z.string(),
    z.object({
      id: z.string(),
      email: z.string().nullable(),
      name: z.string().nullable(),
      created_at: time,
    }),
  ]),
  survey_type: z.literal('nps'),
  score: z.int().min(0).max(10),
  comment: z.string().nullable(),
  permalink: z.string(),
  created_at: time,
  updated_at: time.nullable(),
  person_properties: z.record(z.string(), property).nullable(),
  notes: z.array(z.never()),
  tags: z.array(z.string()),
  additional_answers: z.array(z.looseObject({ id: z.string() })),
});

const suppressed = z.object({
  person_id: z.string(),
  email: z.string(),
  name: z.string().nullable(),
});
export const unsubscribesSchema = z.array(suppressed.extend({ unsubscribed_at: time }));
export const bouncesSchema = z.array(suppressed.extend({ bounced_at: time }));

const errorSchema = z.object({
  status: z.int(),
  message: z.string(),
  errors: z.record(z.string(), z.array(z.string())).optional().describe('By attribute, at 422'),
});

/** The errors that a route may reply with besides those that each may, for its schema. */
export function delightedErrors(...statuses: number[]) {
  return Object.fromEntries(
    [401, 406, ...statuses, 429, 503].map((status) => [
      status,
      {
        description: STATUS_CODES[status] ?? '',
        content: { 'application/json': { schema: errorSchema } },
      },
    ]),
  );
}
