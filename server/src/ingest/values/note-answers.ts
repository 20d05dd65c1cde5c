import type { Sql } from '../../database/sql.ts';
import { noteResponses } from '../../webhooks/note-responses.ts';
import type { ResponseRow } from '../row.ts';
import type { Target } from './lock-replaced.ts';

/** Notes for the webhooks of the shops in `told` what this transaction has just inserted. */
export async function noteInserted(
  sql: Sql,
  inserted: readonly ResponseRow[],
  told: readonly number[],
): Promise<void> {
  const noted = inserted.filter(({ shop }) => told.includes(shop));
  if (noted.length === 0) return;
  const [shops, ids] = [noted.map(({ shop }) => shop), noted.map(({ id }) => id)];
  // By pairs: the same id may be another shop's as well.
  await sql`
    with stored as (
      select r.shop_id, r.id, to_jsonb(r.*) as snapshot
      from unnest(${shops}::bigint[], ${ids}::uuid[]) as i (shop, id)
      join responses r on r.shop_id = i.shop and r.id = i.id
    )
    ${noteResponses(sql, 'stored', 'response.created', told)}`;
}

/** The same of what it has replaced. */
export async function noteReplaced(
  sql: Sql,
  replaced: readonly Target[],
  told: readonly number[],
): Promise<void> {
  const noted = replaced.filter(({ row }) => told.includes(row.shop));
  if (noted.length === 0) return;
  await sql`
    with replaced as (
      select r.shop_id, r.id, r.survey_id, r.score, i.old_id, i.old_case, to_jsonb(r.*) as snapshot
      from unnest(${noted.map(({ row }) => row.shop)}::bigint[],
        ${noted.map(({ row }) => row.id)}::uuid[], ${noted.map(({ old }) => old.id)}::uuid[],
        ${noted.map(({ old }) => old.case ?? null)}::text[]::timestamptz[])
        as i (shop, id, old_id, old_case)
      join responses r on r.shop_id = i.shop and r.id = i.id
    )
    ${noteResponses(sql, 'replaced', 'response.updated', told)}`;
}
