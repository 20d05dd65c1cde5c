import { z } from 'zod';
import { surveySettingsSchema } from '../survey.ts';

/** A survey in `GET /v1/surveys`. */
export const surveySchema = surveySettingsSchema.extend({
  id: z.string(),
  createdAt: z.iso.datetime(),
});
export type Survey = z.infer<typeof surveySchema>;
