import postgres from 'postgres';

/** The number of acknowledged answers, and what the database holds. */
export type Recount = { acknowledged: number; stored: number; rolledUp: number };

/** Throws unless every acknowledged answer is stored once and counted once. */
export async function recount(databaseUrl: string, acknowledged: number): Promise<Recount> {
  const sql = postgres(databaseUrl, { max: 1 });
  const [row] = await sql<[{ stored: number; rolled_up: number }]>`
    select (select count(*)::int from responses) as stored,
      (select sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10)::int
       from rollups where dimension = '') as rolled_up`;
  await sql.end();
  const found = { acknowledged, stored: row.stored, rolledUp: row.rolled_up };
  if (found.stored !== acknowledged || found.rolledUp !== acknowledged) {
    throw new Error(`Acknowledged and stored differ: ${JSON.stringify(found)}`);
  }
  return found;
}
