import { retryCollisions, type Sql } from '../database/sql.ts';
import { findStanding, type Standing } from './find-standing.ts';
import type { ResponseRow, Stored } from './row.ts';
import type { WriteForm } from './write-form.ts';

/** What became of a row; and whether another response to its order stands in its stead. */
export type Outcome = Stored & {
  /** Nothing stands under its id; its `revision` is then the one that was sent. */
  refused?: true;
};

type Settling = {
  told: readonly number[];
  form: WriteForm;
  /** What became of each row; those of which it is known now are added. */
  outcomes: Map<ResponseRow, Outcome>;
};

/**
 * Tries once to store a batch in which each answer stands once. Each statement is a transaction, and is
 * retried by itself when it collides with another writer's: after the insert has committed a second one
 * would take its own rows for known. A row that others are just changing may stay without an outcome.
 */
export async function settleAnswers(
  sql: Sql,
  batch: readonly ResponseRow[],
  { told, form, outcomes }: Settling,
): Promise<void> {
  const stands = (row: ResponseRow, revision: number, created = false) =>
    outcomes.set(row, { created, revision });
  const replace = async (rows: readonly ResponseRow[], by: 'id' | 'order') => {
    if (rows.length === 0) return;
    const places = await retryCollisions(() => form.replaceAnswers(sql, rows, { told, by }));
    for (const place of places) stands(rows[place - 1]!, rows[place - 1]!.revision);
  };

  const known = await retryCollisions(() => form.insertAnswers(sql, batch, told));
  const lower: ResponseRow[] = [];
  const notSeen = new Set<ResponseRow>();
  for (const { position, revision } of known) {
    const row = batch[position - 1]!;
    notSeen.add(row);
    if (revision === null) continue;
    if (revision >= row.revision) stands(row, revision);
    else lower.push(row);
  }
  for (const row of batch) if (!notSeen.has(row)) stands(row, row.revision, true);
  await replace(lower, 'id');

  const rest = batch.filter((row) => !outcomes.has(row));
  if (rest.length === 0) return;
  const standing = await findStanding(sql, rest);
  const signed: ResponseRow[] = [];
  for (const [index, row] of rest.entries()) {
    const found = standing[index]!;
    if (found.revision !== null) {
      if (found.revision >= row.revision || isOffScale(row, found)) stands(row, found.revision);
    } else if (found.order === 'signed' || (found.order === 'unsigned' && !row.verified)) {
      outcomes.set(row, { created: false, revision: row.revision, refused: true });
    } else if (found.order === 'unsigned') signed.push(row);
  }
  await replace(firstOfEachOrder(signed), 'order');
}

/**
 * A response stays in its survey. A revision was checked against the one that it names, or against the
 * shop's oldest active one of today: a 0 may be off the scale of the one that it is in.
 */
function isOffScale({ score, survey }: ResponseRow, found: Standing): boolean {
  return score === 0 && survey !== found.survey && found.scale === '1-10';
}

/** Of several answers to one order the first: only one of them can take its place. */
function firstOfEachOrder(rows: readonly ResponseRow[]): ResponseRow[] {
  const first = new Map<string, ResponseRow>();
  for (const row of rows) {
    const order = `${row.shop} ${row.survey} ${row.order_id}`;
    if (!first.has(order)) first.set(order, row);
  }
  return [...first.values()];
}
