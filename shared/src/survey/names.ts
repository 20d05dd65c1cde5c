/** The languages in which the prompt speaks out of the box. */
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

/** What may follow the rating. No step is needed for the score to count. */
export const followUps = ['comment', 'reasons', 'effort', 'expectation', 'email'] as const;
export type FollowUp = (typeof followUps)[number];

/** The texts of the prompt that a survey may say in its own words. */
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
