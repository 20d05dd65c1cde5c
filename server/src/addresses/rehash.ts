import type { Sql } from '../database/sql.ts';

/** How hashes are made again: `prefix` is what those by the last secret begin with. */
type Rehash = { rehash(ref: string): string; prefix: string; limit: number };

/** Makes the hashes of some people of the address list again. Resolves to whether more are left. */
export async function rehashPeople(
  transaction: Sql,
  shop: number,
  { rehash, prefix, limit }: Rehash,
): Promise<boolean> {
  const rows = await transaction<{ id: number; ref: string }[]>`
    select id, customer_ref as ref from delighted_people
    where shop_id = ${shop} and not starts_with(customer_ref, ${prefix})
    order by id limit ${limit} for update`;
  for (const { id, ref } of rows) {
    await transaction`
      update delighted_people set customer_ref = ${rehash(ref)}
      where shop_id = ${shop} and id = ${id}`;
  }
  return rows.length === limit;
}

/** Hashes by earlier secrets that people of the address list still carry. */
export async function listOldRefsOfPeople(
  sql: Sql,
  shop: number,
  prefix: string,
): Promise<string[]> {
  const rows = await sql<{ ref: string }[]>`
    select customer_ref as ref from delighted_people
    where shop_id = ${shop} and not starts_with(customer_ref, ${prefix})`;
  return rows.map(({ ref }) => ref);
}

/** Makes the hashes of some erased people who must be sent nothing again. Resolves to whether more are left. */
export async function rehashSuppressions(
  transaction: Sql,
  shop: number,
  { rehash, prefix, limit }: Rehash,
): Promise<boolean> {
  const rows = await transaction<{ ref: string; kind: string; at: Date }[]>`
    delete from suppressions where shop_id = ${shop} and email_ref = any(array(
      select email_ref from suppressions
      where shop_id = ${shop} and not starts_with(email_ref, ${prefix}) limit ${limit}))
    returning email_ref as ref, kind, at`;
  for (const { ref, kind, at } of rows) {
    await transaction`
      insert into suppressions (shop_id, email_ref, kind, at)
      values (${shop}, ${rehash(ref)}, ${kind}, ${at}) on conflict do nothing`;
  }
  return rows.length > 0;
}
