import { z } from 'zod';
import { limits } from '../limits.ts';
import { answerSchema, viewSchema } from './answer.ts';
import { earliestAnswer } from './day.ts';
import { customerRefPattern, customerSchema, deviceSchema, momentSchema } from './fields.ts';

/** A date outside these years means that the wrong column was read. */
const pastDate = z.iso
  .datetime({ offset: true })
  .refine(
    (value) => Date.parse(value) >= earliestAnswer && Date.parse(value) < Date.now() + 86_400_000,
    {
      error: 'must be a time after 1999 and not in the future',
    },
  );

/** A line of `POST /v1/imports`: an answer of the past. The request's key names the shop. */
export const importedAnswerSchema = answerSchema.omit({ key: true }).extend({
  type: z.literal('response').default('response'),
  id: z
    .string()
    .min(1)
    .max(128)
    .optional()
    .describe(
      'A UUIDv7 is used as it is. From any other id, or from the content without one, a UUIDv7 is derived',
    ),
  revision: z
    .int()
    .min(1)
    .refine((value) => value <= limits.revision || value === limits.erasedRevision, {
      error: `must be at most ${limits.revision}`,
    })
    .default(1)
    .describe(
      `At most ${limits.revision}. An export has ${limits.erasedRevision} in answers that were erased; what is personal in such a row is not stored`,
    ),
  answeredAt: pastDate,
  device: deviceSchema.default('other'),
  verified: z.boolean().optional().describe('As in an export of Nines'),
  customer: z
    .union([
      customerSchema,
      z
        .string()
        .regex(customerRefPattern, { error: 'must be a reference of ours, or {id, email}' }),
    ])
    .optional(),
});
export type ImportedAnswer = z.infer<typeof importedAnswerSchema>;

/** A line of `POST /v1/imports`: a view of the past. */
export const importedViewSchema = viewSchema.omit({ key: true }).extend({
  type: z.literal('view'),
  viewedAt: pastDate,
  device: deviceSchema.default('other'),
});

const { type: _type, order: _order, ...importedFields } = importedAnswerSchema.shape;

/** The fields that a column of a CSV can hold. */
export const importFields = [
  ...(Object.keys(importedFields) as (keyof typeof importedFields)[]),
  'orderId',
  'orderValue',
  'orderCurrency',
  'customerId',
  'email',
] as const;
export type ImportField = (typeof importFields)[number];

/** Those of them that are numbers, and those that are true or false. */
export const numberFields = fieldsThatAccept(1);
export const booleanFields = fieldsThatAccept(true);

function fieldsThatAccept(value: number | boolean): readonly ImportField[] {
  return Object.entries(importedFields)
    .filter(([, schema]) => schema.safeParse(value).success)
    .map(([field]) => field as ImportField);
}

const toList = (given: unknown) => (given === undefined ? [] : [given].flat());

/** The query of `POST /v1/imports`. */
export const importQuerySchema = z.strictObject({
  survey: z.string().max(16).optional().describe('The survey for all rows; it overrides theirs'),
  moment: momentSchema.optional().describe('The moment of rows that have none. Default: checkout'),
  dryRun: z
    .enum(['true', 'false'])
    .default('false')
    .describe('Reads and checks all rows, and stores nothing'),
  map: z
    .preprocess(toList, z.array(z.string().max(200)).max(40))
    .describe(
      `The field that a column of a CSV holds, as in \`map=score:Likelihood\`: ${importFields.join(', ')}`,
    ),
  properties: z
    .preprocess(toList, z.array(z.string().max(200)).max(limits.properties))
    .describe('The names of further columns of a CSV, to store as properties'),
  dates: z
    .enum(['dmy', 'mdy'])
    .optional()
    .describe(
      'The order of day and month in dates such as 03/04/2026. Without it only dates that begin with the year are accepted',
    ),
});
export type ImportQuery = z.infer<typeof importQuerySchema>;

/** The result of an import. */
export const importReportSchema = z.object({
  dryRun: z
    .boolean()
    .describe('True: nothing was stored, and the numbers are what would have been'),
  stored: z.int().describe('New rows'),
  known: z.int().describe('Rows that were stored before: unchanged or updated now'),
  rejected: z.int(),
  errors: z
    .array(z.object({ line: z.int(), path: z.string(), message: z.string() }))
    .describe('The first hundred errors, each with its line'),
  columns: z
    .record(z.string(), z.string())
    .optional()
    .describe('For a CSV: the fields that were read, each with its column'),
  ignored: z.array(z.string()).optional().describe('For a CSV: the columns that were not read'),
});
export type ImportReport = z.infer<typeof importReportSchema>;
