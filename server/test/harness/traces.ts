import type { Sql } from 'postgres';

/**
 * All rows of all tables of the database as text, the jobs of the queue included; with a shop, only its rows and
 * those of tables without a shop.
 */
export async function textOfDatabase(sql: Sql, shop?: number): Promise<string> {
  const tables = await sql<{ schema: string; name: string; hasShop: boolean }[]>`
    select table_schema as schema, table_name as name, exists (
      select from information_schema.columns c
      where c.table_schema = t.table_schema and c.table_name = t.table_name
        and c.column_name = 'shop_id') as "hasShop"
    from information_schema.tables t
    where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE'
    order by 1, 2`;
  const parts: string[] = [];
  for (const { schema, name, hasShop } of tables) {
    const rows = await sql<{ row: string }[]>`
      select t::text as row from ${sql(`${schema}.${name}`)} as t
      ${hasShop && shop !== undefined ? sql`where shop_id = ${shop}` : sql``}`;
    parts.push(...rows.map(({ row }) => `${name}: ${row}`));
  }
  return parts.join('\n');
}
