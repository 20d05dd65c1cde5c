import { highestDetractor } from '@nines/shared/score';
import { caseMoves, type Case, type CaseStatus, type ListedCase } from '@nines/shared/wire/case';
import type { WithdrawnCase } from '@nines/shared/wire/case';
import { wrongField } from '../http/problems.ts';
import { encodeId } from '../database/ids.ts';
import { present, type ResponseRecord } from '../responses/columns.ts';
import type { NewEvent } from '../webhooks/events.ts';
import type { CaseRecord } from './store.ts';

/**
 * The case of a response after a change, or `undefined`. A detractor's answer opens one, unless the answer is
 * too old (`isPast`) or a test. A better score removes a case without any work (`workedAt` is `null`).
 */
export function caseAfter(
  before: CaseRecord | undefined,
  response: ResponseRecord,
  { isPast, now }: { isPast: boolean; now: string },
): CaseRecord | undefined {
  if (response.score > highestDetractor) return before?.workedAt ? before : undefined;
  if (before || isPast || response.test) return before;
  const { shop, id, survey } = response;
  return {
    shop,
    id,
    survey,
    status: 'open',
    owner: null,
    openedAt: now,
    contactedAt: null,
    resolvedAt: null,
    workedAt: null,
    notes: [],
  };
}

/**
 * The events of a response that was stored (`isNew`) or changed, and of its case before and after the change. None
 * for a test.
 */
export function eventsOf(
  response: ResponseRecord,
  isNew: boolean,
  { before, after }: { before: CaseRecord | undefined; after: CaseRecord | undefined },
): NewEvent[] {
  if (response.test) return [];
  const { shop, id: subject } = response;
  const type = isNew ? 'response.created' : 'response.updated';
  const events: NewEvent[] = [{ shop, subject, type, data: present(response) }];
  if (after) {
    const change = before ? 'case.updated' : 'case.opened';
    events.push({ shop, subject, type: change, data: presentCase(after, response) });
  } else if (before) {
    const data = withdrawnCase(before, response.score);
    events.push({ shop, subject, type: 'case.withdrawn', data });
  }
  return events;
}

/**
 * The case with another status or owner; the same object when nothing changes. Moving back to `open` means that
 * the contact was a mistake, so its time is cleared. Throws 422 for a move that is not allowed.
 */
export function changeCase(
  found: CaseRecord,
  wanted: { status?: CaseStatus | undefined; owner?: string | null | undefined },
  now: string,
): CaseRecord {
  const { status = found.status, owner = found.owner } = wanted;
  const moves: readonly CaseStatus[] = caseMoves[found.status];
  if (status !== found.status && !moves.includes(status)) {
    const allowed = moves.join(' or ');
    throw wrongField('status', `cannot go from ${found.status} to ${status}, only to ${allowed}`);
  }
  if (status === found.status && owner === found.owner) return found;
  const at = workTime(found, now);
  return {
    ...found,
    status,
    owner,
    workedAt: at,
    contactedAt: { open: null, contacted: found.contactedAt ?? at, resolved: found.contactedAt }[
      status
    ],
    resolvedAt: status === 'resolved' ? (found.resolvedAt ?? at) : null,
  };
}

/**
 * The time of a change. It is never before the case was opened, although the clocks of two processes may
 * differ.
 */
export function workTime({ openedAt }: CaseRecord, now: string): string {
  return new Date(Math.max(Date.parse(now), Date.parse(openedAt))).toISOString();
}

/** The case as a list shows it, with its response. */
export function presentListedCase(record: CaseRecord, response: ResponseRecord): ListedCase {
  const shown = present(response);
  const [opened, contacted] = [Date.parse(record.openedAt), dateOf(record.contactedAt)];
  return {
    id: record.id,
    status: record.status,
    owner: record.owner,
    noteCount: record.notes.length,
    openedAt: new Date(opened).toISOString(),
    firstContactAt: contacted?.toISOString() ?? null,
    secondsToFirstContact: contacted && Math.round((contacted.getTime() - opened) / 1000),
    resolvedAt: dateOf(record.resolvedAt)?.toISOString() ?? null,
    workedAt: dateOf(record.workedAt)?.toISOString() ?? null,
    survey: shown.survey,
    answeredAt: shown.answeredAt,
    moment: shown.moment,
    locale: shown.locale,
    score: shown.score,
    comment: shown.comment,
    reasons: shown.reasons,
    order: shown.order,
    customer: shown.customer,
    replyTo: shown.replyTo,
  };
}

/** The case with its notes. */
export function presentCase(record: CaseRecord, response: ResponseRecord): Case {
  return { ...presentListedCase(record, response), notes: [...record.notes] };
}

function withdrawnCase({ id, survey, openedAt }: CaseRecord, score: number): WithdrawnCase {
  return { id, survey: encodeId(survey), score, openedAt: new Date(openedAt).toISOString() };
}

function dateOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
