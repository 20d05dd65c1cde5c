import { setImmediate as turn } from 'node:timers/promises';
import { inTransaction, retryCollisions, type Sql } from '../database/sql.ts';
import { forgetOldViews } from '../ingest/views-of-customer.ts';
import { forgetOldResponses } from '../responses/forget-old-responses.ts';
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
    let from: string | undefined = '-infinity';
    while (from !== undefined && !isOver()) {
      const after: string = from;
      const found = await step(sql, async (transaction) => {
        const forgotten = await forgetOldResponses(transaction, {
          shopId,
          before,
          after,
          limit: batch,
        });
        // Together, for what is cleared is not found again.
        if (forgotten.ids.length > 0) await forgetDeliveries(transaction, shopId, forgotten.ids);
        return forgotten;
      });
      cleared += found.ids.length;
      from = found.next;
      await turn();
    }
    for (let count = batch; count === batch && !isOver(); cleared += count) {
      count = await step(sql, (transaction) =>
        forgetOldViews(transaction, { shopId, before, limit: batch }),
      );
    }
  }
  return cleared;
}

/** A transaction that finds its rows by their index, however few or many the planner believes in. */
function step<Result>(sql: Sql, work: (transaction: Sql) => Promise<Result>): Promise<Result> {
  return retryCollisions(() =>
    inTransaction(sql, async (transaction) => {
      await transaction`
        select set_config(name, 'off', true)
        from unnest(array['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin']) as name`;
      return work(transaction);
    }),
  );
}
