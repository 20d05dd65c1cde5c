import type { Sql } from '../database/sql.ts';
import { HttpProblem } from '../http/problems.ts';
import type { ResponseRow } from './row.ts';
import { settleAnswers, type Outcome } from './settle-answers.ts';
import { writeForms, type WriteForm } from './write-form.ts';

/** Nobody meets others by chance so often. */
const mostCollisions = 20;

/**
 * Stores a batch of answers with their rollups, each response and its counts in one transaction, and
 * tells what became of each row, in the order given. An answer that is new is inserted; one with a
 * higher revision replaces what stands; the rest changes nothing, and so does a 0 where the survey that
 * the response is in begins at 1.
 *
 * Only what was seen in the database is told: of a row that is not refused, a revision that meanwhile
 * stood under its id, the row's own or a higher one; of a row that is refused, that meanwhile nothing
 * stood under its id, and that its order was another response's, one with a signed order if the row's
 * is signed. What is neither, for others wrote at the same moment, is tried again.
 *
 * What happens to responses of the shops in `told` is noted for their webhooks as it is stored.
 */
export async function storeAnswers(
  sql: Sql,
  rows: readonly ResponseRow[],
  told: readonly number[] = [],
  form: WriteForm = writeForms.json,
): Promise<readonly Outcome[]> {
  const answers = stepsOf(rows);
  const outcomes = new Map<ResponseRow, Outcome>();
  const mostRounds = rows.length + mostCollisions;
  for (let round = 0; round < mostRounds; round += 1) {
    const open = answers.flatMap(
      (steps) => steps.find(([last]) => !outcomes.has(last!))?.[0] ?? [],
    );
    if (open.length === 0) break;
    await settleAnswers(sql, open, { told, form, outcomes });
  }
  for (const steps of answers) for (const alike of steps) tell(alike, outcomes);
  return rows.map((row) => outcomes.get(row)!);
}

/**
 * Each answer's rows, by rising revision and in steps: those that follow one another with the same order
 * are one step, in which only the highest counts; it is the first in its step. Nearly always an answer is
 * one step. Where a page has learnt of its order in between, the lower one may stand and the higher one,
 * whose order may be another's, can then take its place; alone it would be refused.
 */
function stepsOf(rows: readonly ResponseRow[]): ResponseRow[][][] {
  const answers = new Map<string, ResponseRow[]>();
  for (const row of rows) {
    const key = `${row.shop} ${row.id}`;
    const known = answers.get(key);
    if (known) known.push(row);
    else answers.set(key, [row]);
  }
  return [...answers.values()].map((revisions) => {
    const steps: ResponseRow[][] = [];
    for (const row of revisions.toSorted((one, other) => one.revision - other.revision)) {
      const step = steps.at(-1);
      if (step && isAlike(step[0]!, row)) step.unshift(row);
      else steps.push([row]);
    }
    return steps;
  });
}

/** Whether one row is refused where the other is. */
function isAlike(one: ResponseRow, other: ResponseRow): boolean {
  return (
    one.survey === other.survey &&
    one.order_id === other.order_id &&
    one.verified === other.verified
  );
}

/** Adds what became of the rest of a step, of which only the first row was tried. */
function tell(
  [last, ...others]: readonly ResponseRow[],
  outcomes: Map<ResponseRow, Outcome>,
): void {
  const outcome = outcomes.get(last!);
  if (!outcome) {
    throw new HttpProblem(503, 'Others change these answers again and again', { retryAfter: 1 });
  }
  for (const row of others) {
    const revision = outcome.refused ? row.revision : outcome.revision;
    outcomes.set(row, { ...outcome, created: false, revision });
  }
}
