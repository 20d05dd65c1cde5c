import type { Sql } from '../database/sql.ts';
import type { CaseRow } from './present.ts';

/**
 * One of the shop's cases, or `undefined`. Until the transaction ends nobody else works on it, and neither
 * does the shopper change the answer.
 */
export async function lockCase(
  transaction: Sql,
  { shopId, id }: { shopId: number; id: string },
): Promise<CaseRow | undefined> {
  const [row] = await transaction<{ snapshot: CaseRow }[]>`
    select to_jsonb(r.*) as snapshot from responses r
    where r.shop_id = ${shopId} and r.id = ${id}::uuid and r.case_opened_at is not null
    for update`;
  return row?.snapshot;
}
