import { z } from 'zod';
import { answerSchema, viewSchema } from './answer.ts';
import { deviceSchema } from './fields.ts';

/** A line of `POST /v1/imports`: an answer of the past, or a view. The key is that of the request. */
export const importedAnswerSchema = answerSchema.omit({ key: true }).extend({
  type: z.literal('response').default('response'),
  answeredAt: z.iso.datetime({ offset: true }),
  device: deviceSchema.default('other'),
});

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
