import type { Logger } from 'pino';
import { withTryLock, type Sql } from '../database/sql.ts';
import { forgetOld } from './forget-old.ts';

/** Forgets in the background what shops no longer want to keep, in one process of a database. */
export type Retainer = {
  /** Does a round now, unless another process is at it; gives the rows cleared, or `undefined`. */
  run(): Promise<number | undefined>;
  stop(): Promise<void>;
};

/** Held by the process that forgets. */
const retentionLock = 909_012;
/** Retention is told in days: four rounds in each are enough. In milliseconds. */
const every = 6 * 3_600_000;
const soon = 60_000;

export function createRetainer(
  sql: Sql,
  log: Logger,
  { now = () => new Date(), interval = every }: { now?: () => Date; interval?: number } = {},
): Retainer {
  let isOver = false;
  let underWay: Promise<unknown> = Promise.resolve();

  async function run(): Promise<number | undefined> {
    let cleared: number | undefined;
    await withTryLock(sql, retentionLock, async (lost) => {
      cleared = await forgetOld(sql, now(), () => isOver || lost.aborted);
    });
    return cleared;
  }
  function round(): void {
    underWay = run().catch((error: unknown) => log.error({ err: error }, 'could not forget'));
  }
  // Soon after the start as well: a server that is restarted often must not put it off for ever.
  const first = setTimeout(round, Math.min(interval, soon)).unref();
  const timer = setInterval(round, interval).unref();
  return {
    run,
    async stop() {
      isOver = true;
      clearTimeout(first);
      clearInterval(timer);
      await underWay;
    },
  };
}
