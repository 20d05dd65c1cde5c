/** The languages that the prompt has texts in. */
export const languages = [
  'nl',
  'en',
  'de',
  'fr',
  'es',
  'it',
  'pt',
  'pl',
  'da',
  'sv',
  'no',
  'fi',
  'cs',
  'tr',
  'ar',
  'he',
] as const;
export type Language = (typeof languages)[number];

/** The steps that may follow the rating. The score counts without them. */
export const followUps = ['comment', 'reasons', 'effort', 'expectation', 'email'] as const;
export type FollowUp = (typeof followUps)[number];

/** The texts of the prompt that a survey may replace. */
export const textNames = [
  'question',
  'lowest',
  'highest',
  'commentPromoter',
  'commentPassive',
  'commentDetractor',
  'reasons',
  'effort',
  'effortLowest',
  'effortHighest',
  'expectation',
  'email',
  'thanksPromoter',
  'thanksPassive',
  'thanksDetractor',
] as const;
export type TextName = (typeof textNames)[number];
