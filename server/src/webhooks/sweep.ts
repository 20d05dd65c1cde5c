import { type Sql, inSteps } from '../database/sql.ts';
import { forgetOldSecrets } from './secrets.ts';

/** How long deliveries are kept, in days. */
export const daysKept = 30;

/**
 * Removes old deliveries, most of which hold personal data, events of shops that have removed their last
 * webhook, and secrets that were replaced.
 */
export async function sweep(sql: Sql, isOver: () => boolean): Promise<void> {
  await inSteps((limit) => removeOldDeliveries(sql, limit), isOver);
  await inSteps((limit) => removeUnheardEvents(sql, limit), isOver);
  await forgetOldSecrets(sql);
}

async function removeOldDeliveries(sql: Sql, limit: number): Promise<number> {
  const { count } = await sql`
    delete from webhook_deliveries d using (
      select shop_id, id from webhook_deliveries
      where created_at < now() - make_interval(days => ${daysKept})
      order by created_at limit ${limit} for update skip locked) as t
    where d.shop_id = t.shop_id and d.id = t.id`;
  return count;
}

async function removeUnheardEvents(sql: Sql, limit: number): Promise<number> {
  const { count } = await sql`
    delete from webhook_events e using (
      select n.shop_id, n.seq from webhook_events n
      where not exists (select from webhooks w where w.shop_id = n.shop_id)
      limit ${limit} for update of n skip locked) as t
    where e.shop_id = t.shop_id and e.seq = t.seq`;
  return count;
}
