import type { Logger } from 'pino';
import { type Sql, withTryLock } from '../database/sql.ts';
import { listPendingRecounts } from '../rollups/pending.ts';
import { recountShop } from './recount-shop.ts';

/** Counts histories again in the background; each shop's by one process at a time. */
export type Recounter = {
  /** Looks whether a recount was asked for. Returns at once. */
  wake(): void;
  /** Stops between two steps. The next start takes up what is left. */
  stop(): Promise<void>;
};

/** The space of the advisory locks that say which shop is being counted. */
const lockSpace = 909_011;

/**
 * `pollMs`: how often it looks by itself, for what a killed process has left behind. `cacheMs`: as in
 * `recountShop`.
 */
export function createRecounter(
  sql: Sql,
  log: Logger,
  { pollMs, cacheMs }: { pollMs: number; cacheMs: number },
): Recounter {
  const ending = new AbortController();
  const { signal: stopped } = ending;
  let running: Promise<void> | undefined;
  let again = false;

  async function recountAll(): Promise<void> {
    do {
      again = false;
      for (const { shop } of await listPendingRecounts(sql)) {
        if (stopped.aborted) return;
        // A shop that another process is counting is left to that one.
        await withTryLock(sql, [lockSpace, shop % 2_147_483_647], (lost) =>
          recountShop(sql, shop, { stopped: AbortSignal.any([stopped, lost]), cacheMs }),
        ).catch((err: unknown) => {
          // The other shops come all the same; this one again in the next round.
          if (!stopped.aborted) log.error({ err, shop }, 'a recount was interrupted');
        });
      }
    } while (again && !stopped.aborted);
  }

  function wake(): void {
    again = true;
    running ??= recountAll()
      .catch((err: unknown) => log.error({ err }, 'pending recounts could not be read'))
      .finally(() => {
        running = undefined;
      });
  }

  const timer = setInterval(wake, pollMs).unref();
  wake();
  return {
    wake,
    async stop() {
      ending.abort();
      clearInterval(timer);
      await running;
    },
  };
}
