import { languages, surveySettingsSchema, type SurveySettings } from '@nines/shared/survey';

const names: Record<string, string> = { en: 'After checkout', nl: 'Na het afrekenen' };

/** The survey that a new shop begins with, in the shop's language where the prompt speaks it. */
export function defaultSurvey(locale: string): SurveySettings {
  const wanted = locale.toLowerCase().split('-')[0];
  const language = languages.find((known) => known === wanted) ?? 'en';
  return surveySettingsSchema.parse({ name: names[language] ?? names['en'], language });
}
