import type { ImportField } from '@nines/shared/wire/import';

/**
 * What columns are called, best first, as `normalise` leaves it.
 *
 * Known from their documentation, or from programs that read them: our own export; the fields of
 * Delighted's API (`created_at`, `person_email`, `person`), of Wootric's (`text`, `origin_url`,
 * `end_user.email`), of SatisMeter's (`rating`, `feedback`, `created`, `user.email`) and Retently's
 * `createdDate`. Known from use, without a page to point at: the rest of Retently's and the exports of
 * Qualtrics, SurveyMonkey, Typeform and Google Forms. Guessed, for nobody has published one: the titles
 * that Delighted and Wootric give the columns of their files.
 */
export const columnNames: Partial<Record<ImportField, readonly string[]>> = {
  id: ['id', 'responseid', 'surveyresponseid', 'feedbackid', 'uuid', 'respondentid'],
  answeredAt: [
    'answeredat',
    'respondedat',
    'responsedate',
    'responsetime',
    'responsecreatedat',
    'createdat',
    'createddate',
    'datecreated',
    'submittedat',
    'submitdate',
    'submissiondate',
    'recordedat',
    'recordeddate',
    'surveyrespondedat',
    'responded',
    'dateresponded',
    'answereddate',
    'completedat',
    'created',
    'timestamp',
    'datetime',
    'date',
    'datum',
    'time',
  ],
  score: [
    'score',
    'npsscore',
    'surveyscore',
    'surveyresponsescore',
    'responsescore',
    'npsrating',
    'rating',
    'nps',
    'likelihoodtorecommend',
    'cijfer',
  ],
  comment: [
    'comment',
    'comments',
    'surveycomment',
    'surveyresponsecomment',
    'responsecomment',
    'npscomment',
    'feedback',
    'npsfeedback',
    'text',
    'responsetext',
    'verbatim',
    'openended',
    'additionalcomments',
    'opmerking',
    'toelichting',
  ],
  reasons: ['reasons', 'reason'],
  expectation: ['expectation'],
  effort: ['effort', 'ces'],
  moment: ['moment'],
  locale: ['locale', 'language', 'lang', 'userlanguage'],
  device: ['device', 'devicetype', 'delighteddevicetype'],
  url: ['url', 'originurl', 'pageurl', 'referrer', 'delightedpageurl', 'delightedsourceurl'],
  orderId: ['orderid', 'ordernumber', 'order', 'bestelnummer'],
  orderValue: ['ordervalue', 'ordertotal'],
  orderCurrency: ['ordercurrency'],
  customerId: [
    'customerid',
    'externalid',
    'enduserexternalid',
    'userid',
    'useruserid',
    'personid',
    'person',
    'enduserid',
    'contactid',
  ],
  email: [
    'email',
    'personemail',
    'enduseremail',
    'useremail',
    'customeremail',
    'respondentemail',
    'contactemail',
    'recipientemail',
    'emailaddress',
  ],
};

/** The question itself, as forms put it above its column: "How likely are you to recommend us …?" */
export const scoreQuestion = /^how(likely|would|waarschijnlijk).*(recommend|refer)/;

/** A title without capitals, spaces and signs. */
export function normalise(title: string): string {
  return title.toLowerCase().replaceAll(/[^\p{Letter}\p{Number}]/gu, '');
}
