import { randomUUID } from 'node:crypto';
import { caseLimits } from '@nines/shared/limits';
import type { Case, CasePatch, NewCaseNote } from '@nines/shared/wire/case';
import type { EventType } from '@nines/shared/wire/webhook';
import { type Sql, inTransaction } from '../database/sql.ts';
import { HttpProblem } from '../http/problems.ts';
import { findResponse } from '../responses/find.ts';
import { announce } from '../webhooks/events.ts';
import { changeCase, presentCase, workTime } from './rules.ts';
import { lockCases, updateCase, type CaseRecord } from './store.ts';

type Key = { shop: number; id: string };

/**
 * Changes the given fields of a case. The case is locked, so two changes at the same time are both kept. Stores
 * an event unless nothing changes. Returns the case, or `undefined` when the shop has none with this id. Throws
 * 422 for a move that is not allowed.
 */
export function patchCase(sql: Sql, key: Key, patch: CasePatch): Promise<Case | undefined> {
  return work(sql, key, (found) => {
    const changed = changeCase(found, patch, new Date().toISOString());
    const isResolved = changed.status === 'resolved' && found.status !== 'resolved';
    return [changed, isResolved ? 'case.resolved' : 'case.updated'];
  });
}

/**
 * Adds a note to a case, unless the case has a note with the same id. Returns the case, or `undefined` when the
 * shop has none with this id. Throws 409 when the case has the maximum of notes.
 */
export function addCaseNote(sql: Sql, key: Key, note: NewCaseNote): Promise<Case | undefined> {
  return work(sql, key, (found) => {
    if (found.notes.some(({ id }) => id === note.id)) return [found, 'case.updated'];
    if (found.notes.length >= caseLimits.notes) {
      throw new HttpProblem(409, `A case has at most ${caseLimits.notes} notes`);
    }
    const at = new Date().toISOString();
    const added = { id: note.id ?? randomUUID(), author: note.author, text: note.text, at };
    const changed = { ...found, notes: [...found.notes, added], workedAt: workTime(found, at) };
    return [changed, 'case.updated'];
  });
}

/** Changes a locked case. The response is read without a lock, so the shopper may change it at the same time. */
async function work(
  sql: Sql,
  { shop, id }: Key,
  change: (found: CaseRecord) => [changed: CaseRecord, event: EventType],
): Promise<Case | undefined> {
  return inTransaction(sql, async (transaction) => {
    const [found] = await lockCases(transaction, shop, [id]);
    const response = found && (await findResponse(transaction, shop, id));
    if (!response) return undefined;
    const [changed, type] = change(found);
    const shown = presentCase(changed, response);
    if (changed !== found) {
      await updateCase(transaction, changed);
      await announce(transaction, { shop, type, subject: id, data: shown });
    }
    return shown;
  });
}
