import { languages, surveySettingsSchema, type SurveySettings } from '@nines/shared/survey';

const names: Record<string, string> = { en: 'After checkout', nl: 'Na het afrekenen' };

/** The first survey of a new shop, in the shop's language if the prompt has it, else in English. */
export function defaultSurvey(locale: string): SurveySettings {
  const wanted = locale.toLowerCase().split('-')[0];
  const language = languages.find((known) => known === wanted) ?? 'en';
  return surveySettingsSchema.parse({ name: names[language] ?? names['en'], language });
}
