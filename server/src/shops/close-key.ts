import type { KeyKind, Role } from '@nines/shared/wire/key';
import { type Sql, inTransaction } from '../database/sql.ts';
import { decodeId } from '../database/ids.ts';

type Row = {
  id: number;
  kind: KeyKind;
  role: Role | null;
  created: Date;
  madeWith: number | null;
  isClosed: boolean;
  hasEnd: boolean;
  /** Made within the last day. */
  isNew: boolean;
};

/**
 * Closes a key of the shop. It opens nothing from then on. `closer` is the id of the key that asks for it;
 * without one, the operator or a person who signed in. An owner's key that somebody else's key closes can
 * restore itself for a day (`restoreKey`): otherwise a stolen key could shut out all owners of the shop.
 * The last one of its kind stays, and the last owner's key that does not expire.
 */
export async function closeKey(
  sql: Sql,
  shopId: number,
  { id, closer }: { id: string; closer: number | undefined },
): Promise<'closed' | 'last' | 'unknown'> {
  return inTransaction(sql, async (transaction) => {
    const rows = await lockKeys(transaction, shopId);
    const wanted = rows.find((row) => row.id === decodeId(id));
    if (!wanted || (wanted.isClosed && closer !== undefined)) return 'unknown';
    if (isLast(wanted, rows)) return 'last';
    const by = rows.find((row) => row.id === closer);
    if (isFinal(wanted, by, rows)) await deleteKey(transaction, shopId, wanted.id);
    else await markClosed(transaction, shopId, wanted.id);
    await deleteForgotten(transaction, shopId);
    return 'closed';
  });
}

/** Opens a key again that was closed within the last day. Resolves to whether there was one. */
export async function restoreKey(sql: Sql, shopId: number, id: number): Promise<boolean> {
  const rows = await sql`
    update keys set closed_at = null
    where shop_id = ${shopId} and id = ${id} and closed_at > now() - interval '1 day'
    returning id`;
  return rows.length > 0;
}

function isLast(wanted: Row, rows: readonly Row[]): boolean {
  if (wanted.kind !== 'secret') {
    return rows.filter(({ kind }) => kind === wanted.kind).length === 1;
  }
  return isLasting(wanted) && rows.filter(isLasting).length === 1;
}

/** Whether a shop can rely on the key: it may do everything, and does not end by itself. */
function isLasting({ role, hasEnd, isClosed }: Row): boolean {
  return role === 'owner' && !hasEnd && !isClosed;
}

/**
 * Whether the closed key cannot restore itself. Whoever closes the key that made theirs, as in a rotation,
 * held that key. A key that was made after theirs, and within a day, may be a thief's.
 */
function isFinal(wanted: Row, by: Row | undefined, rows: readonly Row[]): boolean {
  if (!by || wanted.role !== 'owner') return true;
  if (isMadeWith(by, wanted, rows)) return true;
  return wanted.isNew && wanted.created > by.created;
}

/** Whether `key` is `maker`, or was made with it, or with a key that was. */
function isMadeWith(key: Row, maker: Row, rows: readonly Row[]): boolean {
  for (let each: Row | undefined = key; each;) {
    if (each.id === maker.id) return true;
    const { madeWith }: Row = each;
    each = rows.find(({ id }) => id === madeWith);
  }
  return false;
}

/** Locks all keys of the shop, so that two requests at the same time cannot close the last two. */
async function lockKeys(transaction: Sql, shopId: number): Promise<Row[]> {
  return transaction<Row[]>`
    select id, kind, role, created_at as created, made_with as "madeWith",
      closed_at is not null as "isClosed", expires_at is not null as "hasEnd",
      created_at > now() - interval '1 day' as "isNew"
    from keys where shop_id = ${shopId} order by id for update`;
}

async function deleteKey(transaction: Sql, shopId: number, id: number): Promise<void> {
  await transaction`delete from keys where shop_id = ${shopId} and id = ${id}`;
}

async function markClosed(transaction: Sql, shopId: number, id: number): Promise<void> {
  await transaction`
    update keys set closed_at = now() where shop_id = ${shopId} and id = ${id}`;
}

/** Deletes the closed keys that can no longer be restored. */
async function deleteForgotten(transaction: Sql, shopId: number): Promise<void> {
  await transaction`
    delete from keys where shop_id = ${shopId} and closed_at < now() - interval '1 day'`;
}
