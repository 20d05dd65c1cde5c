import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Logger } from 'pino';
import { deleteCases } from '../cases/store.ts';
import { type Sql, withTryLock, retryCollisions, inTransaction } from '../database/sql.ts';
import { clearResponses, lockOldResponses } from '../responses/erase.ts';
import { hideRareValues, removeUnusedValues } from '../segments/erase.ts';
import { listRetentions } from '../shops/store.ts';
import { eraseOldViews } from '../views/store.ts';
import { eraseFromDeliveries } from '../webhooks/deliveries.ts';

/** Erases old personal data in the background. One process of a database does it at a time. */
export type Retention = {
  /**
   * Runs a round now. Resolves to the number of rows erased, or `undefined` when another process is running
   * one.
   */
  run(): Promise<number | undefined>;
  stop(): Promise<void>;
};

/** The advisory lock of a round. */
const retentionLock = 909_012;
/** Retention is set in days, so four rounds a day are enough. */
const intervalMs = 6 * 3_600_000;
const firstRoundMs = 60_000;

export function createRetention(
  sql: Sql,
  log: Logger,
  { now = () => new Date(), interval = intervalMs }: { now?: () => Date; interval?: number } = {},
): Retention {
  let isOver = false;
  let running: Promise<unknown> = Promise.resolve();

  async function run(): Promise<number | undefined> {
    let erased: number | undefined;
    await withTryLock(sql, retentionLock, async (lost) => {
      erased = await eraseOld(sql, now(), () => isOver || lost.aborted);
    });
    return erased;
  }
  function round(): void {
    running = run().catch((err: unknown) => log.error({ err }, 'retention failed'));
  }
  // A first round soon after the start: a server that is restarted often would never reach the interval.
  const first = setTimeout(round, Math.min(interval, firstRoundMs)).unref();
  const timer = setInterval(round, interval).unref();
  return {
    run,
    async stop() {
      isOver = true;
      clearTimeout(first);
      clearInterval(timer);
      await running;
    },
  };
}

/** Rows of one transaction: few enough that no answer waits noticeably. */
const stepRows = 1_000;

/**
 * Erases the personal data in each shop's responses and views that are older than its retention period. Returns
 * how many rows held something personal.
 */
export async function eraseOld(sql: Sql, now: Date, isOver: () => boolean): Promise<number> {
  let erased = 0;
  for (const { shopId: shop, days } of await listRetentions(sql)) {
    const before = new Date(now.getTime() - days * 86_400_000);
    let after: string | undefined = '-infinity';
    while (after !== undefined && !isOver()) {
      const step = await eraseSomeResponses(sql, { shop, before, after, limit: stepRows });
      erased += step.erased;
      after = step.next;
      await nextTurn();
    }
    for (let count = stepRows; count === stepRows && !isOver(); erased += count) {
      count = await retryCollisions(() => eraseOldViews(sql, { shop, before, limit: stepRows }));
    }
    // Also when nothing was erased: an earlier round may have been interrupted before this.
    await retryCollisions(() =>
      inTransaction(sql, (transaction) => removeUnusedValues(transaction, shop)),
    );
  }
  return erased;
}

/** In one transaction: a later round does not find the erased responses, so it could not erase the rest. */
function eraseSomeResponses(
  sql: Sql,
  opts: Parameters<typeof lockOldResponses>[1],
): ReturnType<typeof lockOldResponses> {
  return retryCollisions(() =>
    inTransaction(sql, async (transaction) => {
      const step = await lockOldResponses(transaction, opts);
      const ids = step.records.map(({ id }) => id);
      await deleteCases(transaction, opts.shop, ids);
      await eraseFromDeliveries(transaction, opts.shop, ids);
      await hideRareValues(transaction, opts.shop, step.records, 'age');
      await clearResponses(transaction, opts.shop, ids);
      return step;
    }),
  );
}
