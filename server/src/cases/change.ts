import { caseMoves, type CasePatch, type CaseStatus } from '@nines/shared/wire/case';
import type { Sql } from '../database/sql.ts';
import { wrongField } from '../http/problems.ts';
import { announce } from '../webhooks/announce.ts';
import { lockCase } from './lock.ts';
import { statusOf, type CaseRow } from './present.ts';

/**
 * Changes what is given of a case as it then stands, so that of two changes at once neither is lost,
 * and notes it for the webhooks. What is so already is no change. Gives the case, or `undefined` where
 * the shop has none. Throws 422 for a move that is not allowed.
 */
export async function changeCase(
  transaction: Sql,
  key: { shopId: number; id: string },
  patch: CasePatch,
): Promise<CaseRow | undefined> {
  const found = await lockCase(transaction, key);
  if (!found) return undefined;
  const status = statusAfter(statusOf(found), patch.status);
  const owner = patch.owner === undefined ? found.case_owner : patch.owner;
  if (status === statusOf(found) && owner === found.case_owner) return found;
  const changed = await store(transaction, key, { status, owner });
  const isResolved = status === 'resolved' && statusOf(found) !== 'resolved';
  await announce(transaction, {
    shopId: key.shopId,
    type: isResolved ? 'case.resolved' : 'case.updated',
    subject: key.id,
    data: changed,
  });
  return changed;
}

function statusAfter(current: CaseStatus, wanted: CaseStatus = current): CaseStatus {
  const moves: readonly CaseStatus[] = caseMoves[current];
  if (wanted === current || moves.includes(wanted)) return wanted;
  throw wrongField(
    'status',
    `cannot go from ${current} to ${wanted}, only to ${moves.join(' or ')}`,
  );
}

/** Back to open, the contact was a mistake, and the clock runs on. */
async function store(
  sql: Sql,
  { shopId, id }: { shopId: number; id: string },
  { status, owner }: { status: CaseStatus; owner: string | null },
): Promise<CaseRow> {
  // No clock of ours runs backwards: this transaction may have begun before the case did.
  const now = sql`greatest(now(), r.case_opened_at)`;
  const contacted = {
    open: sql`null`,
    contacted: sql`coalesce(r.case_contacted_at, ${now})`,
    resolved: sql`r.case_contacted_at`,
  }[status];
  const [row] = await sql<[{ snapshot: CaseRow }]>`
    update responses r set
      case_status = ${status === 'open' ? null : status}, case_owner = ${owner},
      case_contacted_at = ${contacted}, case_worked_at = ${now},
      case_resolved_at =
        ${status === 'resolved' ? sql`coalesce(r.case_resolved_at, ${now})` : sql`null`}
    where r.shop_id = ${shopId} and r.id = ${id}::uuid
    returning to_jsonb(r.*) as snapshot`;
  return row.snapshot;
}
