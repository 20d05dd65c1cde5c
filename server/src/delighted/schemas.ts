import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import { limits } from '@nines/shared/limits';
import { text } from '@nines/shared/text';
import type { Sql } from '../database/sql.ts';
import type { Writer } from '../ingest/writer.ts';
import type { ShopDirectory } from '../shops/directory.ts';

// What the routes of this API share: what they are given, the parameters that they read and the shapes
// that they reply with. Parameters and shapes are those that Delighted documented.

/** What the routes are given. */
export type DelightedParts = {
  sql: Sql;
  /** A pool for locks alone: a response is changed by one request at a time. */
  locks: Sql;
  writer: Writer;
  directory: ShopDirectory;
  /** Called after a person was erased. */
  onErase: () => void;
  /** Without a slash at its end. */
  publicUrl: string;
};

/** Each collection has two addresses. */
export const suffixes = ['', '.json'] as const;
export type Suffix = (typeof suffixes)[number];

/** For the schema of a route. The same route with `.json` is left out of the documentation. */
export function documented(summary: string, suffix: Suffix = '') {
  return {
    summary,
    hide: suffix !== '',
    tags: ['Delighted'],
    security: [{ delighted: [] }],
  };
}

/** The id in an address, without `.json`. */
export const idParams = z.object({ id: z.string().transform((id) => id.replace(/\.json$/, '')) });

/** A whole number, also as text. Its messages are those that Delighted's clients know. */
export function wholeNumber(low: number, high: number) {
  return z
    .preprocess(
      (value) => (typeof value === 'string' && value.trim() !== '' ? Number(value) : value),
      z.int({ error: blankOr('is not a number') }),
    )
    .refine((value) => value >= low && value <= high, {
      error: `must be between ${low} and ${high}`,
    });
}

/** Seconds since 1970. */
export const timestamp = wholeNumber(0, 253_402_300_799);

export const perPage = wholeNumber(1, Number.MAX_SAFE_INTEGER)
  .default(20)
  .transform((count) => Math.min(count, 100));
export const pageNumber = wholeNumber(1, 1_000_000).default(1);

export const email = z
  .email({ error: blankOr('is invalid') })
  .max(limits.email)
  .refine((value) => value.isWellFormed());

/** `true` or `false`, also as text. */
export const flag = z.preprocess(
  (value) => (value === 'true' ? true : value === 'false' ? false : value),
  z.boolean({ error: 'must be true or false' }),
);

/** Properties of a person. Those that are `null` are left out. */
export const properties = z
  .record(
    text(limits.propertyKey).min(1),
    z.union([text(limits.propertyValue), z.number(), z.boolean(), z.null()]),
  )
  .transform((given) =>
    Object.fromEntries(
      Object.entries(given).filter(
        (entry): entry is [string, string | number | boolean] => entry[1] !== null,
      ),
    ),
  )
  .refine((given) => Object.keys(given).length <= limits.properties, {
    error: `must have at most ${limits.properties} entries`,
  });

/** The message for a wrong value, or "can't be blank" for an absent one. */
export function blankOr(message: string) {
  return ({ input }: { input?: unknown }) =>
    input === undefined || input === null || input === '' ? "can't be blank" : message;
}

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

/** For the schema of a route: its own errors, and those that every route may reply with. */
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
