import type { Sql } from '../../database/sql.ts';

/** The time zones of the shops that have rows in a batch. */
export async function timeZonesOf(
  sql: Sql,
  rows: readonly { shop: number }[],
): Promise<ReadonlyMap<number, string>> {
  const shops = [...new Set(rows.map(({ shop }) => shop))];
  const found = await sql<{ id: number; timezone: string }[]>`
    select id, timezone from shops where id = any(${shops}::bigint[])`;
  return new Map(found.map(({ id, timezone }) => [id, timezone]));
}
