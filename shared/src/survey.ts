import { z } from 'zod';
import { limits } from './limits.ts';
import { bands, scales } from './score.ts';
import { filledText, machineName } from './text.ts';

/** The languages in which the prompt speaks out of the box. */
export const languages = ['nl', 'en'] as const;
export type Language = (typeof languages)[number];

/** What may follow the rating. No step is needed for the score to count. */
export const followUps = ['comment'] as const;
export type FollowUp = (typeof followUps)[number];

/** A reason that a shopper can choose, with its label by language (`{"nl": "Levering"}`). */
export const reasonSchema = z.strictObject({
  id: machineName(limits.reason),
  label: z.record(z.string().max(limits.locale), filledText(limits.name)),
});

/** One rating question with its follow-ups and display rules. */
export const surveySettingsSchema = z.strictObject({
  name: filledText(80),
  scale: z.enum(scales).default('0-10'),
  /** Whether the prompt asks at all. */
  active: z.boolean().default(true),
  /** Used when the shopper's own language is not spoken. */
  language: z.enum(languages).default('en'),
  /** What follows the rating, by band, in this order. */
  followUps: z
    .strictObject(
      Object.fromEntries(
        bands.map((band) => [band, z.array(z.enum(followUps)).max(followUps.length)]),
      ) as Record<(typeof bands)[number], z.ZodArray<z.ZodEnum<{ comment: 'comment' }>>>,
    )
    .default({ promoter: ['comment'], passive: ['comment'], detractor: ['comment'] }),
  reasons: z.array(reasonSchema).max(20).default([]),
  display: z
    .strictObject({
      /** How long after the page is ready the prompt appears, in seconds. */
      delay: z.number().min(0).max(3_600).default(1),
      /** How long a browser is left alone after it was asked, in days. */
      rest: z.int().min(0).max(3_650).default(90),
    })
    .prefault({}),
});
export type SurveySettings = z.infer<typeof surveySettingsSchema>;
