import type { Sql } from '../database/sql.ts';
import type { ResponseRow, Stored } from '../ingest/row.ts';

/** Which rows are there already, by their id or their order, without storing any. */
export async function knownAmong(
  sql: Sql,
  rows: readonly ResponseRow[],
): Promise<readonly Stored[]> {
  const found = await sql<{ position: number }[]>`
    select i.position
    from json_to_recordset(${JSON.stringify(
      rows.map(({ shop, survey, id, order_id }, position) => ({
        position,
        shop,
        survey,
        id,
        order_id,
      })),
    )}::text::json) as i (position int, shop bigint, survey bigint, id uuid, order_id text)
    where exists (select from responses r where r.shop_id = i.shop and r.id = i.id)
      or exists (select from responses r where r.shop_id = i.shop and r.survey_id = i.survey
        and r.order_id = i.order_id)`;
  const known = new Set(found.map(({ position }) => position));
  return rows.map(({ revision }, position) => ({ created: !known.has(position), revision }));
}
