import {
  importedAnswerSchema,
  importedViewSchema,
  type ImportedAnswer,
  type ImportQuery,
} from '@nines/shared/wire/import';
import { parse } from '../http/parse.ts';
import { wrongField } from '../http/problem.ts';
import { prepareAnswer, prepareView } from '../ingest/prepare.ts';
import type { ResponseRow, ViewRow } from '../ingest/row.ts';
import type { ShopEntry } from '../shops/directory.ts';
import type { IdMaker } from './ids.ts';

/** A row that is ready to be stored. */
export type CheckedRow = { kind: 'response'; row: ResponseRow } | { kind: 'view'; row: ViewRow };

/** What a row is checked against: the settings, and defaults from the query. */
export type Checks = {
  entry: ShopEntry;
  ids: IdMaker;
  query: Pick<ImportQuery, 'survey' | 'moment'>;
};

/**
 * The row that a line describes. It also reads our own exports, which write `null` for an absent value and
 * a customer as a hash. Throws a 4xx that names each fault.
 */
export function checkRow(value: unknown, checks: Checks): CheckedRow {
  const given = withQuery(withoutNulls(value), checks.query);
  if ((given as { type?: unknown } | null)?.type === 'view') {
    const view = parse(importedViewSchema, given);
    const past = { at: Date.parse(view.viewedAt), device: view.device };
    return { kind: 'view', row: prepareView(view, checks.entry, past) };
  }
  return { kind: 'response', row: responseRow(parse(importedAnswerSchema, given), checks) };
}

function responseRow(answer: ImportedAnswer, { entry, ids }: Checks): ResponseRow {
  const { customer, verified, ...rest } = answer;
  const id = ids.idOf(answer, `${entry.shop.id} ${answer.survey ?? ''}`);
  if (id === undefined) throw wrongField('id', 'is needed in a file of this size');
  const row = prepareAnswer(
    { ...rest, id, customer: typeof customer === 'object' ? customer : undefined },
    entry,
    { at: Date.parse(answer.answeredAt), device: answer.device },
  );
  return {
    ...row,
    past: true,
    verified: row.verified || verified === true,
    customer_ref: typeof customer === 'string' ? customer : row.customer_ref,
  };
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
