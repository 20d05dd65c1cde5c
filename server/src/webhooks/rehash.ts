import type { Sql } from '../database/sql.ts';

/**
 * Makes the hashes again by which events and deliveries about people are found: `prefix` is what those by the
 * last secret begin with. Answers are found by their ids.
 */
export async function rehashSubjects(
  transaction: Sql,
  shop: number,
  { rehash, prefix }: { rehash(ref: string): string; prefix: string },
): Promise<void> {
  const rows = await transaction<{ ref: string }[]>`
    select subject as ref from webhook_events
    where shop_id = ${shop} and type = 'unsubscribe.created' and not starts_with(subject, ${prefix})
    union select subject from webhook_deliveries
    where shop_id = ${shop} and event = 'unsubscribe.created' and not starts_with(subject, ${prefix})`;
  for (const { ref } of rows) {
    // Events first, as in `eraseFromDeliveries`: a relay may be making deliveries of them.
    await transaction`
      update webhook_events set subject = ${rehash(ref)}
      where shop_id = ${shop} and subject = ${ref}`;
    await transaction`
      update webhook_deliveries set subject = ${rehash(ref)}
      where shop_id = ${shop} and subject = ${ref}`;
  }
}
