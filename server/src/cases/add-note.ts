import { randomUUID } from 'node:crypto';
import { caseLimits } from '@nines/shared/limits';
import type { NewCaseNote } from '@nines/shared/wire/case';
import type { Sql } from '../database/sql.ts';
import { HttpProblem } from '../http/problems.ts';
import { announce } from '../webhooks/announce.ts';
import { lockCase } from './lock.ts';
import type { CaseRow } from './present.ts';

/**
 * Adds a note to a case and notes that for the webhooks; a note that is there already, by its id, is not
 * added again. Gives the case, or `undefined` where the shop has none. Throws 409 when it is full.
 */
export async function addNote(
  transaction: Sql,
  { shopId, id }: { shopId: number; id: string },
  note: NewCaseNote,
): Promise<CaseRow | undefined> {
  const found = await lockCase(transaction, { shopId, id });
  if (!found) return undefined;
  const notes = found.case_notes ?? [];
  if (notes.some((known) => known.id === note.id)) return found;
  if (notes.length >= caseLimits.notes) {
    throw new HttpProblem(409, `A case has at most ${caseLimits.notes} notes`);
  }
  const added = { id: note.id ?? randomUUID(), author: note.author, text: note.text };
  const [row] = await transaction<[{ snapshot: CaseRow }]>`
    update responses r set
      case_notes = coalesce(r.case_notes, '[]') || jsonb_build_array(
        ${JSON.stringify(added)}::text::jsonb || jsonb_build_object('at', now())),
      case_worked_at = greatest(now(), r.case_opened_at)
    where r.shop_id = ${shopId} and r.id = ${id}::uuid
    returning to_jsonb(r.*) as snapshot`;
  const data = row.snapshot;
  await announce(transaction, { shopId, type: 'case.updated', subject: id, data });
  return data;
}
