import type { Logger } from 'pino';
import { withTryLock, type Sql } from '../database/sql.ts';
import { rerollShop } from './reroll-shop.ts';

/** Counts histories anew in the background, each shop's by one process at a time. */
export type Reroller = {
  /** Looks for what was asked. Returns at once. */
  wake(): void;
  /** Breaks off at once; what is left is taken up at the next start. */
  stop(): Promise<void>;
};

/** Also looks by itself, for what a process that was killed has left behind; in milliseconds. */
const lookEvery = 30_000;
/** The space of the advisory locks that say which shop is being counted. */
const lockSpace = 909_011;

export function createReroller(sql: Sql, log: Logger): Reroller {
  const ending = new AbortController();
  const { signal: stopped } = ending;
  let underWay: Promise<void> | undefined;
  let again = false;

  /** Another process that is counting the shop is left to it. */
  async function rerollAlone(shopId: number): Promise<void> {
    await withTryLock(sql, [lockSpace, shopId % 2_147_483_647], (lost) =>
      rerollShop(sql, shopId, AbortSignal.any([stopped, lost])),
    );
  }

  async function work(): Promise<void> {
    do {
      again = false;
      // Those that have to wait for their time last.
      const shops = await sql<{ shop_id: number }[]>`
        select shop_id from rerolls order by due_at, shop_id`;
      for (const { shop_id: shopId } of shops) {
        if (stopped.aborted) return;
        await rerollAlone(shopId).catch((err: unknown) => {
          // The others' turn comes all the same; this one's again in the next round.
          if (!stopped.aborted) log.error({ err, shopId }, 'counting anew was broken off');
        });
      }
    } while (again && !stopped.aborted);
  }

  function wake(): void {
    again = true;
    underWay ??= work()
      .catch((error: unknown) => log.error({ err: error }, 'could not look what to count anew'))
      .finally(() => {
        underWay = undefined;
      });
  }

  const timer = setInterval(wake, lookEvery).unref();
  wake();
  return {
    wake,
    async stop() {
      ending.abort();
      clearInterval(timer);
      await underWay;
    },
  };
}
