import type { Logger } from 'pino';
import { type Sql, withTryLock } from '../database/sql.ts';
import { listRehashes } from '../shops/store.ts';
import { rehashShop } from './rehash.ts';

/** Makes stored hashes again in the background. One process does it for each shop at a time. */
export type Rehasher = {
  /** Looks for shops with a new secret. Returns at once. */
  wake(): void;
  /** Stops between two steps. The next start does what is left. */
  stop(): Promise<void>;
};

/** The space of the advisory locks. A lock means that the hashes of its shop are being made again. */
const lockSpace = 909_014;

/** `pollMs`: how often it looks by itself, for what a killed process has left. */
export function createRehasher(sql: Sql, log: Logger, { pollMs }: { pollMs: number }): Rehasher {
  const ending = new AbortController();
  const { signal: stopped } = ending;
  let running: Promise<void> | undefined;
  let again = false;

  async function rehashAll(): Promise<void> {
    do {
      again = false;
      for (const shop of await listRehashes(sql)) {
        if (stopped.aborted) return;
        await withTryLock(sql, [lockSpace, shop % 2_147_483_647], (lost) =>
          rehashShop(sql, shop, { stopped: AbortSignal.any([stopped, lost]) }),
        ).catch((err: unknown) => {
          // The other shops are still done. This one is tried again in the next round.
          if (!stopped.aborted) log.error({ err, shop }, 'hashes were not all made again');
        });
      }
    } while (again && !stopped.aborted);
  }

  function wake(): void {
    again = true;
    running ??= rehashAll()
      .catch((err: unknown) => log.error({ err }, 'shops with a new secret could not be read'))
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
