import type { Sql } from '../database/sql.ts';
import { rowsStatement } from '../database/rows.ts';
import type { Rehash } from '../responses/rehash.ts';

/** The hashes of a view's person. */
type Names = { id: string; customer: string | null; emailRef: string | null };

const rename = rowsStatement<Names>({
  columns: [
    { type: 'uuid', valueOf: ({ id }) => id },
    { type: 'text', valueOf: ({ customer }) => customer },
    { type: 'text', valueOf: ({ emailRef }) => emailRef },
  ],
  text: (rows) => `update views w set customer_ref = v.customer, email_ref = v.email
    from (values ${rows}) as v (id, customer, email)
    where w.shop_id = $1::bigint and w.id = v.id`,
  fixed: 1,
  prepare: false,
});

/** As `rehashResponses`, of views. */
export async function rehashViews(
  transaction: Sql,
  shop: number,
  { rehash, prefix, after, limit }: Rehash,
): Promise<string | undefined> {
  const rows = await transaction<Names[]>`
    select id, customer_ref as customer, email_ref as "emailRef"
    from views where shop_id = ${shop} and id > ${after}::uuid
      and (not starts_with(customer_ref, ${prefix}) or not starts_with(email_ref, ${prefix}))
    order by id limit ${limit} for update`;
  await rename(
    transaction,
    rows.map(({ id, customer, emailRef }) => ({
      id,
      customer: customer && rehash(customer),
      emailRef: emailRef && rehash(emailRef),
    })),
    [shop],
  );
  return rows.length < limit ? undefined : rows.at(-1)!.id;
}

/** Hashes by earlier secrets that views still carry. Reads all of the shop's. */
export async function listOldRefsOfViews(
  sql: Sql,
  shop: number,
  prefix: string,
): Promise<string[]> {
  const rows = await sql<{ ref: string }[]>`
    select customer_ref as ref from views
    where shop_id = ${shop} and not starts_with(customer_ref, ${prefix})
    union select email_ref from views
    where shop_id = ${shop} and email_ref is not null and not starts_with(email_ref, ${prefix})`;
  return rows.map(({ ref }) => ref);
}
