import type { Sql } from '../database/sql.ts';
import type { ResponseRow } from './row.ts';

/** What stands where an answer wants to go. */
export type Standing = {
  /** The revision under its own id, with the survey that it is in; `null` where there is none. */
  revision: number | null;
  survey: number | null;
  scale: string | null;
  /** Whether another response has its order, and a signature for it. */
  order: 'signed' | 'unsigned' | null;
};

const nothing: Standing = { revision: null, survey: null, scale: null, order: null };

type Found = { position: number; own: boolean; verified: boolean } & Pick<
  Standing,
  'revision' | 'survey' | 'scale'
>;

/**
 * What stands under the ids and orders of answers, in their order, at one moment. Two inner joins and no
 * outer one, which Citus would have to gather.
 */
export async function findStanding(
  sql: Sql,
  rows: readonly ResponseRow[],
): Promise<readonly Standing[]> {
  const given = JSON.stringify(
    rows.map(({ shop, survey, id, order_id }, position) => ({
      position,
      shop,
      survey,
      id,
      order_id,
    })),
  );
  const found = await sql<Found[]>`
    with input as materialized (
      select * from json_to_recordset(${given}::text::json)
        as t (position int, shop bigint, survey bigint, id uuid, order_id text))
    select i.position, true as own, r.verified, r.revision, r.survey_id as survey,
      (select s.settings ->> 'scale' from surveys s
        where s.shop_id = r.shop_id and s.id = r.survey_id) as scale
    from input i join responses r on r.shop_id = i.shop and r.id = i.id
    union all
    select i.position, false, o.verified, null, null, null
    from input i join responses o on o.shop_id = i.shop and o.survey_id = i.survey
      and o.order_id = i.order_id and o.id <> i.id`;
  const standing = rows.map(() => nothing);
  for (const { position, own, verified, ...of } of found) {
    const known = standing[position]!;
    standing[position] = own
      ? { ...known, ...of }
      : { ...known, order: verified ? 'signed' : 'unsigned' };
  }
  return standing;
}
