import { importFields, type ImportField, type ImportQuery } from '@nines/shared/wire/import';
import { wrongField } from '../http/problems.ts';
import { exported } from '../responses/export-lines.ts';

/**
 * The titles of each field's column, the best first, as `normalise` writes them.
 *
 * Documented, or read by published programs: our own export; the fields of Delighted's API
 * (`created_at`, `person_email`, `person`), of Wootric's (`text`, `origin_url`, `end_user.email`), of
 * SatisMeter's (`rating`, `feedback`, `created`, `user.email`) and Retently's `createdDate`. Seen in
 * use, but not documented: the rest of Retently's, and the exports of Qualtrics, SurveyMonkey, Typeform
 * and Google Forms. Guessed, because nobody has published one: the titles in the files of Delighted and
 * Wootric.
 */
const columnNames: Partial<Record<ImportField, readonly string[]>> = {
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

/** The question itself, which forms use as a title: "How likely are you to recommend us …?" */
const scoreQuestion = /^how(likely|would|waarschijnlijk).*(recommend|refer)/;

/** Which column of a CSV each field and each kept property is read from. */
export type Columns = {
  /** Whether the titles are those of our own export, whose cells have guards against formulas. */
  isExport: boolean;
  fields: readonly { field: ImportField; index: number }[];
  properties: readonly { name: string; index: number }[];
  /** For the report: the title of each field's column. */
  titles: Record<string, string>;
  /** For the report: the titles of the columns that are not read. */
  ignored: string[];
};

/** Reads the first line of a CSV. Throws 422 where no column holds the score or the date. */
export function readColumns(
  head: readonly string[],
  { map, properties }: Pick<ImportQuery, 'map' | 'properties'>,
): Columns {
  const titles = head.map((title) => title.trim());
  const positions = new Map(titles.map((title, index) => [normalise(title), index] as const));
  const mapped = readMap(map, positions);
  const kept = properties.map((name) => ({ name, index: positions.get(normalise(name)) ?? -1 }));
  const missing = kept.find(({ index }) => index < 0);
  if (missing) throw wrongField('properties', `there is no column "${missing.name}"`);
  const taken = new Set([...mapped.values(), ...kept.map(({ index }) => index)]);
  const fields = importFields.flatMap((field) => {
    const index = mapped.get(field) ?? findColumn(field, positions, taken);
    if (index !== undefined) taken.add(index);
    return index === undefined ? [] : [{ field, index }];
  });
  requireField('score', fields, titles);
  requireField('answeredAt', fields, titles);
  return {
    isExport: titles.join() === exported.join(),
    fields,
    properties: kept,
    titles: Object.fromEntries(fields.map(({ field, index }) => [field, titles[index]!])),
    ignored: titles.filter((title, index) => title !== '' && !taken.has(index)),
  };
}

function requireField(
  needed: ImportField,
  fields: Columns['fields'],
  titles: readonly string[],
): void {
  if (fields.some(({ field }) => field === needed)) return;
  throw wrongField(
    'map',
    `no column is known as ${needed}; there is ${titles.join(', ')}: say which with map=${needed}:COLUMN`,
  );
}

function findColumn(
  field: ImportField,
  positions: ReadonlyMap<string, number>,
  taken: ReadonlySet<number>,
): number | undefined {
  const isFree = (index: number | undefined) => index !== undefined && !taken.has(index);
  const named = (columnNames[field] ?? [field.toLowerCase()])
    .map((name) => positions.get(name))
    .find(isFree);
  if (named !== undefined || field !== 'score') return named;
  const question = [...positions].find(
    ([title, index]) => scoreQuestion.test(title) && isFree(index),
  );
  return question?.[1];
}

/** Reads the entries `field:title` of the query. */
function readMap(
  map: readonly string[],
  positions: ReadonlyMap<string, number>,
): Map<ImportField, number> {
  return new Map(
    map.map((entry) => {
      const [, name = '', title = ''] = /^([^:]*):(.*)$/.exec(entry) ?? [];
      const field = importFields.find((each) => each === name);
      if (!field) throw wrongField('map', `"${name}" is none of ${importFields.join(', ')}`);
      const index = positions.get(normalise(title));
      if (index === undefined) throw wrongField('map', `there is no column "${title}"`);
      return [field, index] as const;
    }),
  );
}

/** A title in lower case, with letters and digits only. */
function normalise(title: string): string {
  return title.toLowerCase().replaceAll(/[^\p{Letter}\p{Number}]/gu, '');
}
