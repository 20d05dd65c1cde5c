import { limits } from '@nines/shared/limits';
import { currentForm } from '../customers/identity.ts';
import {
  importedAnswerSchema,
  importedViewSchema,
  type ImportedAnswer,
  type ImportQuery,
} from '@nines/shared/wire/import';
import { parse, wrongField } from '../http/problems.ts';
import { prepareAnswer, prepareView } from '../ingest/prepare.ts';
import type { Incoming } from '../ingest/revisions.ts';
import { withoutPerson } from '../responses/columns.ts';
import type { ViewRecord } from '../views/store.ts';
import type { ShopDirectory, ShopEntry } from '../shops/directory.ts';
import type { IdMaker } from './ids.ts';

/** A row that is ready to be stored. */
export type CheckedRow =
  | { kind: 'response'; incoming: Incoming }
  | { kind: 'view'; view: ViewRecord };

/** What a row is checked against: the settings, and defaults from the query. */
export type Checks = {
  entry: ShopEntry;
  withSurvey: ShopDirectory['withSurvey'];
  ids: IdMaker;
  query: Pick<ImportQuery, 'survey' | 'moment'>;
};

/**
 * The row that a line describes. It also reads our own exports, which write `null` for an absent value and
 * a customer as a hash. Throws a 4xx that names each fault.
 */
export async function checkRow(value: unknown, checks: Checks): Promise<CheckedRow> {
  const given = withQuery(withoutNulls(value), checks.query);
  if ((given as { type?: unknown } | null)?.type === 'view') {
    const view = parse(importedViewSchema, given);
    const past = { at: Date.parse(view.viewedAt), device: view.device };
    const entry = await checks.withSurvey(checks.entry, view.survey);
    return { kind: 'view', view: prepareView(view, entry, past) };
  }
  const answer = parse(importedAnswerSchema, given);
  const entry = await checks.withSurvey(checks.entry, answer.survey);
  return { kind: 'response', incoming: answerOf(answer, { ...checks, entry }) };
}

function answerOf(answer: ImportedAnswer, { entry, ids }: Checks): Incoming {
  const { customer, verified, ...rest } = answer;
  const id = ids.idOf(answer, `${entry.shop.id} ${answer.survey ?? ''}`);
  if (id === undefined) throw wrongField('id', 'is needed in a file of this size');
  const record = prepareAnswer(
    { ...rest, id, customer: typeof customer === 'object' ? customer : undefined },
    entry,
    { at: Date.parse(answer.answeredAt), device: answer.device, isPrivate: true },
  );
  const full = {
    ...record,
    verified: verified === true,
    ...(typeof customer === 'string' && {
      customer: currentForm(customer, entry.shop.customerSecrets),
    }),
  };
  // What an export says is erased comes back without a person, and ages like any answer. With the revision of
  // what was erased, words in the row would never age.
  const isErased = answer.revision === limits.erasedRevision;
  return { record: isErased ? { ...withoutPerson(full), revision: 1 } : full, isPast: true };
}

function withQuery(value: unknown, { survey, moment }: Checks['query']): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return {
    ...(moment && { moment }),
    ...value,
    ...(survey && { survey }),
  };
}

function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== null && each !== undefined);
  return Object.fromEntries(
    entries.map(([name, each]) => [name, name === 'order' ? withoutNulls(each) : each]),
  );
}
