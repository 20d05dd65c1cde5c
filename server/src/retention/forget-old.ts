import { setImmediate as turn } from 'node:timers/promises';
import type { Sql } from '../database/connect.ts';
import { retryCollisions } from '../database/retry.ts';
import { forgetOldViews } from '../ingest/views-of-customer.ts';
import { forgetOldResponses, type Place } from '../responses/forget-old.ts';
import { listRetentions } from '../shops/store.ts';
import { forgetDeliveries } from '../webhooks/deliveries.ts';

/** Rows that one statement looks at: short enough that no answer waits for it. */
const batch = 1_000;

/**
 * Clears what is personal from the responses and views of each shop that are older than it wants to
 * keep them, as erasing a person does. Gives how many rows were cleared.
 */
export async function forgetOld(sql: Sql, now: Date, isOver: () => boolean): Promise<number> {
  let cleared = 0;
  for (const { shopId, days } of await listRetentions(sql)) {
    const before = new Date(now.getTime() - days * 86_400_000);
    let after: Place | undefined = { at: '-infinity', id: '00000000-0000-0000-0000-000000000000' };
    while (after && !isOver()) {
      const from: Place = after;
      const found = await retryCollisions(() =>
        forgetOldResponses(sql, { shopId, before, after: from, limit: batch }),
      );
      if (found.ids.length > 0) await forgetDeliveries(sql, shopId, found.ids);
      cleared += found.ids.length;
      after = found.next;
      await turn();
    }
    for (let count = batch; count === batch && !isOver(); cleared += count) {
      count = await retryCollisions(() => forgetOldViews(sql, { shopId, before, limit: batch }));
    }
  }
  return cleared;
}
