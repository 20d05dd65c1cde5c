import { z } from 'zod';
import { limits } from '../limits.ts';
import { answerSchema, viewSchema } from './answer.ts';
import { earliestAnswer } from './day.ts';
import { customerSchema, deviceSchema, momentSchema } from './fields.ts';

/** A date far off is a column misread. */
const pastDate = z.iso
  .datetime({ offset: true })
  .refine(
    (value) => Date.parse(value) >= earliestAnswer && Date.parse(value) < Date.now() + 86_400_000,
    {
      error: 'must be a time after 1999 and not in the future',
    },
  );

/** A line of `POST /v1/imports`: an answer of the past. The key is that of the request. */
export const importedAnswerSchema = answerSchema.omit({ key: true }).extend({
  type: z.literal('response').default('response'),
  id: z
    .string()
    .min(1)
    .max(128)
    .optional()
    .describe('A UUIDv7 is kept; of anything else, or of the content, one is made'),
  answeredAt: pastDate,
  device: deviceSchema.default('other'),
  verified: z.boolean().optional().describe('As an export of ours tells it'),
  customer: z
    .union([
      customerSchema,
      z.string().regex(/^[0-9a-f]{32}$/, { error: 'must be a reference of ours, or {id, email}' }),
    ])
    .optional(),
});
export type ImportedAnswer = z.infer<typeof importedAnswerSchema>;

/** A line of `POST /v1/imports` that tells of a view in the past. */
export const importedViewSchema = viewSchema.omit({ key: true }).extend({
  type: z.literal('view'),
  viewedAt: pastDate,
  device: deviceSchema.default('other'),
});

/** What a column of a CSV can be. */
export const importFields = [
  'id',
  'survey',
  'answeredAt',
  'score',
  'comment',
  'reasons',
  'effort',
  'expectation',
  'moment',
  'channel',
  'device',
  'locale',
  'url',
  'verified',
  'orderId',
  'orderValue',
  'orderCurrency',
  'customer',
  'customerId',
  'email',
  'replyTo',
  'properties',
  'revision',
] as const;
export type ImportField = (typeof importFields)[number];

const list = (given: unknown) => (given === undefined ? [] : [given].flat());

/** The query of `POST /v1/imports`. */
export const importQuerySchema = z.strictObject({
  survey: z.string().max(16).optional().describe('Into this survey, whatever the rows say'),
  moment: momentSchema.optional().describe('Of rows that tell none. Default: checkout'),
  dryRun: z
    .enum(['true', 'false'])
    .default('false')
    .describe('Reads and checks all, and stores nothing'),
  map: z
    .preprocess(list, z.array(z.string().max(200)).max(40))
    .describe(
      `Says what a column of a CSV is, as in \`map=score:Likelihood\`: ${importFields.join(', ')}`,
    ),
  properties: z
    .preprocess(list, z.array(z.string().max(200)).max(limits.properties))
    .describe('Further columns of a CSV to keep as properties, by their names'),
  dates: z
    .enum(['dmy', 'mdy'])
    .optional()
    .describe(
      'How a CSV writes 03/04/2026; without it only dates that begin with the year are read',
    ),
});
export type ImportQuery = z.infer<typeof importQuerySchema>;

/** What became of an import. */
export const importReportSchema = z.object({
  dryRun: z.boolean().describe('True: nothing was stored, and this is what would have been'),
  stored: z.int().describe('Rows that are new'),
  known: z.int().describe('Rows that were stored before, unchanged or updated'),
  rejected: z.int(),
  errors: z
    .array(z.object({ line: z.int(), path: z.string(), message: z.string() }))
    .describe('The first hundred faults, each with its line'),
  columns: z
    .record(z.string(), z.string())
    .optional()
    .describe('Of a CSV: what was read, and from which column'),
  ignored: z.array(z.string()).optional().describe('Of a CSV: columns that were not read'),
});
export type ImportReport = z.infer<typeof importReportSchema>;
