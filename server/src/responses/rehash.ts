import type { Sql } from '../database/sql.ts';
import { rowsStatement } from '../database/rows.ts';

/** The hashes of a response's person. */
type Names = {
  id: string;
  customer: string | null;
  emailRef: string | null;
  formerRefs: readonly string[] | null;
};

const rename = rowsStatement<Names>({
  columns: [
    { type: 'uuid', valueOf: ({ id }) => id },
    { type: 'text', valueOf: ({ customer }) => customer },
    { type: 'text', valueOf: ({ emailRef }) => emailRef },
    { type: 'text[]', valueOf: ({ formerRefs }) => formerRefs },
  ],
  text: (rows) => `update responses r
    set customer_ref = v.customer, email_ref = v.email, former_refs = v.former
    from (values ${rows}) as v (id, customer, email, former)
    where r.shop_id = $1::bigint and r.id = v.id`,
  fixed: 1,
  prepare: false,
});

/**
 * Makes the hashes of some of the shop's responses again, those after an id. It
 * leaves what is made by the last secret already. Returns the last id, or `undefined` when no more are left.
 */
export async function rehashResponses(
  transaction: Sql,
  shop: number,
  { rehash, prefix, after, limit }: Rehash,
): Promise<string | undefined> {
  const rows = await transaction<Names[]>`
    select id, customer_ref as customer, email_ref as "emailRef", former_refs as "formerRefs"
    from responses where shop_id = ${shop} and id > ${after}::uuid
      and (not starts_with(customer_ref, ${prefix}) or not starts_with(email_ref, ${prefix})
        or former_refs is not null)
    order by id limit ${limit} for update`;
  await rename(
    transaction,
    rows.map(({ id, customer, emailRef, formerRefs }) => ({
      id,
      customer: customer && rehash(customer),
      emailRef: emailRef && rehash(emailRef),
      formerRefs: formerRefs && formerRefs.map(rehash),
    })),
    [shop],
  );
  return rows.length < limit ? undefined : rows.at(-1)!.id;
}

/** How hashes are made again. */
export type Rehash = {
  /** The same hash by the last secret. */
  rehash(ref: string): string;
  /** What hashes by the last secret begin with. */
  prefix: string;
  /** The id after which to go on. */
  after: string;
  /** Rows of one transaction. */
  limit: number;
};

/** Hashes by earlier secrets that responses still carry. Reads all of the shop's. */
export async function listOldRefs(sql: Sql, shop: number, prefix: string): Promise<string[]> {
  const rows = await sql<{ ref: string }[]>`
    select customer_ref as ref from responses
    where shop_id = ${shop} and not starts_with(customer_ref, ${prefix})
    union select email_ref from responses
    where shop_id = ${shop} and email_ref is not null and not starts_with(email_ref, ${prefix})
    union select ref from responses, unnest(former_refs) as ref
    where shop_id = ${shop} and former_refs is not null and not starts_with(ref, ${prefix})`;
  return rows.map(({ ref }) => ref);
}
