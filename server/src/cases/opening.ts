import { highestDetractor } from '@nines/shared/score';
import type { Sql } from '../database/sql.ts';

/**
 * Whether an answer that comes in opens a case. Of the past nobody waits for a reply: imports, and what
 * was answered longer ago than an answer can have been on its way, open none.
 */
export function opensCase({ score, past }: { score: number; past?: true | undefined }): boolean {
  return score <= highestDetractor && !past;
}

/** The same in SQL, over the columns score and past: since when there is a case, or null. */
export function opensCaseAt(sql: Sql) {
  return sql`case when score <= ${highestDetractor} and past is null then now() end`;
}

/**
 * SQL: since when there is a case of a stored response r once the input i has taken its place. A case that
 * nobody has worked on goes when the shopper thinks better of it; work that was done stays.
 */
export function caseOpenedAt(sql: Sql) {
  return sql`case
    when i.score <= ${highestDetractor} then
      coalesce(r.case_opened_at, case when i.past is null then now() end)
    when r.case_worked_at is not null then r.case_opened_at end`;
}
