import { z } from 'zod';
import { caseLimits } from '../limits.ts';
import { filledText, text } from '../text.ts';
import { cursorSchema } from './cursor.ts';
import { day } from './day.ts';
import { storedResponseSchema } from './response.ts';

/** How far the work on a case has come. */
export const caseStatuses = ['open', 'contacted', 'resolved'] as const;
export type CaseStatus = (typeof caseStatuses)[number];

/** Where a case may go from each status. To stay where it is is no move and always allowed. */
export const caseMoves = {
  open: ['contacted', 'resolved'],
  contacted: ['resolved', 'open'],
  resolved: ['contacted'],
} as const satisfies Record<CaseStatus, readonly CaseStatus[]>;

/** What somebody of the shop wrote down. */
export const caseNoteSchema = z.object({
  id: z.uuid(),
  author: z.string(),
  text: z.string(),
  at: z.iso.datetime(),
});
export type CaseNote = z.infer<typeof caseNoteSchema>;

const answer = storedResponseSchema.shape;

/** A case as `GET /v1/cases` lists it. */
export const listedCaseSchema = z.object({
  id: answer.id.describe('That of the response'),
  status: z.enum(caseStatuses),
  owner: z.string().nullable().describe('Whoever of the shop works on it'),
  noteCount: z.int(),
  openedAt: z.iso
    .datetime()
    .describe('When the answer came in, or the revision that made it a detractor’s'),
  firstContactAt: z.iso.datetime().nullable(),
  secondsToFirstContact: z.int().nullable().describe('From `openedAt`; null before it'),
  resolvedAt: z.iso.datetime().nullable(),
  workedAt: z.iso.datetime().nullable().describe('When somebody last worked on it'),
  survey: answer.survey,
  answeredAt: answer.answeredAt,
  moment: answer.moment,
  locale: answer.locale,
  score: answer.score.describe('Above 6 once the shopper thought better of it'),
  comment: answer.comment,
  reasons: answer.reasons,
  order: answer.order.describe('Its value is the revenue at stake'),
  customer: answer.customer,
  replyTo: answer.replyTo,
});
export type ListedCase = z.infer<typeof listedCaseSchema>;

/** `GET /v1/cases/{id}` */
export const caseSchema = listedCaseSchema.extend({
  notes: z.array(caseNoteSchema).describe('Oldest first'),
});
export type Case = z.infer<typeof caseSchema>;

const staff = filledText(caseLimits.staff);
const period = {
  from: day.optional().describe("Opened on this day of the shop's time zone, or later"),
  to: day.optional().describe("Opened on this day of the shop's time zone, or earlier"),
};
const survey = z.string().max(16).optional();

/** `GET /v1/cases` */
export const casesQuerySchema = z.strictObject({
  status: z
    .preprocess(
      (given) => (given === undefined ? given : [given].flat()),
      z.array(z.enum(caseStatuses)).min(1).optional(),
    )
    .optional()
    .describe('Repeat it for alternatives. Default: all'),
  owner: text(caseLimits.staff)
    .optional()
    .describe('As `owner` in a case; empty for those that nobody has'),
  survey,
  ...period,
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: cursorSchema.optional().describe('`next` of the page before'),
});
export type CasesQuery = z.infer<typeof casesQuerySchema>;

export const casePageSchema = z.object({
  cases: z.array(listedCaseSchema),
  next: z.string().nullable().describe('The cursor of the next page; null on the last'),
});
export type CasePage = z.infer<typeof casePageSchema>;

/** `PATCH /v1/cases/{id}`: what is left out stays. */
export const casePatchSchema = z
  .strictObject({
    status: z.enum(caseStatuses).optional(),
    owner: staff.nullable().optional().describe('`null`: nobody'),
  })
  .refine((patch) => Object.keys(patch).length > 0, { error: 'must hold status or owner' });
export type CasePatch = z.infer<typeof casePatchSchema>;

/** `POST /v1/cases/{id}/notes` */
export const newCaseNoteSchema = z.strictObject({
  id: z
    .uuid()
    .toLowerCase()
    .optional()
    .describe('Made by the client, so that sending it again is harmless; else one is made'),
  author: staff,
  text: filledText(caseLimits.note),
});
export type NewCaseNote = z.infer<typeof newCaseNoteSchema>;

/** `GET /v1/cases/summary` */
export const caseSummaryQuerySchema = z.strictObject({ survey, ...period });
export type CaseSummaryQuery = z.infer<typeof caseSummaryQuerySchema>;

const count = z.int().min(0);

/** What the cases of a period come to. */
export const caseSummarySchema = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  timezone: z.string(),
  cases: count.describe('All that were opened in the period'),
  open: count,
  contacted: count,
  resolved: count,
  neverContacted: count.describe('Whether open, or resolved without a word'),
  shareNeverContacted: z.number().nullable().describe('0…1; null without cases'),
  medianSecondsToFirstContact: z.int().nullable().describe('Of those contacted; null without any'),
  atStake: z
    .array(z.object({ currency: z.string(), value: z.number(), cases: count }))
    .describe('The orders behind what is not resolved yet, by currency'),
});
export type CaseSummary = z.infer<typeof caseSummarySchema>;

/** What `case.withdrawn` tells. Nothing of the shopper's: there is no case any more. */
export const withdrawnCaseSchema = z.object({
  id: z.uuid(),
  survey: z.string(),
  score: answer.score,
  openedAt: z.iso.datetime(),
});
export type WithdrawnCase = z.infer<typeof withdrawnCaseSchema>;
