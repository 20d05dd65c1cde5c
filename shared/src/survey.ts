import { z } from 'zod';
import { limits } from './limits.ts';
import { bands, scales, type Band } from './score.ts';
import { displaySchema } from './survey/display.ts';
import { followUps, languages } from './survey/names.ts';
import { lookSchema } from './survey/look.ts';
import { textsSchema } from './survey/texts.ts';
import { httpsUrl } from './survey/url.ts';
import { filledText, machineName } from './text.ts';

export { followUps, languages };
export type { FollowUp, Language } from './survey/names.ts';

/** A reason that a shopper can choose, with its label by language (`{"nl": "Levering"}`). */
export const reasonSchema = z.strictObject({
  id: machineName(limits.reason),
  label: z.partialRecord(z.enum(languages), filledText(limits.name)),
});

const steps = z
  .array(z.enum(followUps))
  .max(followUps.length)
  .refine((list) => new Set(list).size === list.length, { error: 'must not repeat a step' });
const stepsByBand = Object.fromEntries(bands.map((band) => [band, steps])) as Record<
  Band,
  typeof steps
>;

/** One rating question with its follow-ups, texts, look and display rules. */
export const surveySettingsSchema = z.strictObject({
  name: filledText(80),
  scale: z.enum(scales).default('0-10'),
  /** Whether the prompt appears at all. */
  active: z.boolean().default(true),
  /** The language of the prompt when it has no texts in the shopper's. */
  language: z.enum(languages).default('en'),
  /** The steps after the rating, by band, in this order. */
  followUps: z
    .strictObject(stepsByBand)
    .default({ promoter: ['comment'], passive: ['comment'], detractor: ['comment'] }),
  /** The choices of the step `reasons`. Without any, the step is left out. */
  reasons: z.array(reasonSchema).max(20).default([]),
  /** The shop's own texts, by language. A text that is not given is ours. */
  texts: textsSchema.default({}),
  /** Who reads the comments of detractors: "Anna reads this today". Absent: nobody is named. */
  reader: z.strictObject({ name: filledText(limits.name) }).optional(),
  /** The shop's page about privacy. The prompt links to it in every step that asks something. Absent: no link. */
  privacyUrl: httpsUrl.optional(),
  /** A public review site. The link is the same for every band. Absent: no link. */
  review: z.strictObject({ url: httpsUrl, site: filledText(limits.name) }).optional(),
  /** Properties of answers by which the figures can be broken down, such as "plan". */
  segments: z.array(filledText(limits.propertyKey)).max(limits.segments).default([]),
  display: displaySchema.prefault({}),
  look: lookSchema.prefault({}),
});
export type SurveySettings = z.infer<typeof surveySettingsSchema>;
