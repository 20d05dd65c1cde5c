import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Sql, withTryLock } from '../database/sql.ts';
import { listPendingRecounts } from '../rollups/pending.ts';
import { recountShop } from './recount-shop.ts';

/** Runs the requested recounts in the background. Each shop is counted by one process at a time. */
export type Recounter = {
  /** Looks for requested recounts. Returns at once. */
  wake(): void;
  /** Stops between two steps. The next start begins an unfinished recount again. */
  stop(): Promise<void>;
};

/** How long to wait for a recount that is not due yet; milliseconds. */
const waitMs = 100;

/** The space of the advisory locks. A lock means that its shop is being counted. */
const lockSpace = 909_011;

/**
 * `pollMs`: how often it looks for requests by itself, such as those that a killed process has left. `cacheMs`:
 * as in `recountShop`.
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
      for (const { shop, dueAt } of await listPendingRecounts(sql)) {
        if (stopped.aborted) return;
        if (dueAt.getTime() > Date.now()) {
          // It and the next ones come in another round, with those that are requested meanwhile.
          again = true;
          await sleep(waitMs, undefined, { signal: stopped }).catch(() => {});
          break;
        }
        // Skips a shop that another process is counting.
        await withTryLock(sql, [lockSpace, shop % 2_147_483_647], (lost) =>
          recountShop(sql, shop, { stopped: AbortSignal.any([stopped, lost]), cacheMs }),
        ).catch((err: unknown) => {
          // The other shops are still counted. This one is tried again in the next round.
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
