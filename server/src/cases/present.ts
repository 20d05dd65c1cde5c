import type {
  Case,
  CaseNote,
  CaseStatus,
  ListedCase,
  WithdrawnCase,
} from '@nines/shared/wire/case';
import { encodeId } from '../database/ids.ts';
import { responseOf, type Snapshot } from '../responses/snapshot.ts';

/** A response that is a case, as PostgreSQL writes its row in JSON. */
export type CaseRow = Snapshot & {
  case_opened_at: string;
  case_status: Exclude<CaseStatus, 'open'> | null;
  case_owner: string | null;
  case_contacted_at: string | null;
  case_resolved_at: string | null;
  case_notes: CaseNote[] | null;
  case_worked_at: string | null;
};

/** What is noted of a case that is one no more. */
export type WithdrawnRow = Pick<CaseRow, 'id' | 'survey_id' | 'score' | 'case_opened_at'>;

/** The case as a list tells it. */
export function listedCaseOf(row: CaseRow): ListedCase {
  const { answeredAt, survey, order, customer, replyTo, reasons } = responseOf(row);
  const [opened, contacted] = [Date.parse(row.case_opened_at), dateOf(row.case_contacted_at)];
  return {
    id: row.id,
    status: statusOf(row),
    owner: row.case_owner,
    noteCount: row.case_notes?.length ?? 0,
    openedAt: new Date(opened).toISOString(),
    firstContactAt: contacted?.toISOString() ?? null,
    secondsToFirstContact: contacted && Math.round((contacted.getTime() - opened) / 1000),
    resolvedAt: dateOf(row.case_resolved_at)?.toISOString() ?? null,
    workedAt: dateOf(row.case_worked_at)?.toISOString() ?? null,
    survey,
    answeredAt,
    moment: row.moment,
    locale: row.locale,
    score: row.score,
    comment: row.comment,
    reasons,
    order,
    customer,
    replyTo,
  };
}

/** The case with all that was written down. */
export function caseOf(row: CaseRow): Case {
  const notes = row.case_notes ?? [];
  return {
    ...listedCaseOf(row),
    notes: notes.map(({ id, author, text, at }) => ({
      id,
      author,
      text,
      at: new Date(at).toISOString(),
    })),
  };
}

export function withdrawnCaseOf(row: WithdrawnRow): WithdrawnCase {
  return {
    id: row.id,
    survey: encodeId(row.survey_id),
    score: row.score,
    openedAt: new Date(row.case_opened_at).toISOString(),
  };
}

export function statusOf({ case_status }: Pick<CaseRow, 'case_status'>): CaseStatus {
  return case_status ?? 'open';
}

function dateOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
