import type { Logger } from 'pino';
import type { Sql } from '../database/connect.ts';
import { rerollShop } from './reroll-shop.ts';

/** Counts histories anew in the background, each shop's by one process at a time. */
export type Reroller = {
  /** Looks for what was asked. Returns at once. */
  wake(): void;
  /** Breaks off between two steps; what is left is taken up at the next start. */
  stop(): Promise<void>;
};

/** Also looks by itself, for what a process that was killed has left behind; in milliseconds. */
const lookEvery = 30_000;
/** The space of the advisory locks that say which shop is being counted. */
const lockSpace = 909_011;

export function createReroller(sql: Sql, log: Logger): Reroller {
  const stopped = new AbortController();
  let isOver = false;
  let underWay: Promise<void> | undefined;
  let again = false;

  async function work(): Promise<void> {
    do {
      again = false;
      // Those that have to wait for their time last.
      const shops = await sql<{ shop_id: number }[]>`
        select shop_id from rerolls order by due_at, shop_id`;
      for (const { shop_id: shopId } of shops) {
        if (isOver) return;
        await rerollAlone(sql, shopId, { isOver: () => isOver, stopped: stopped.signal }).catch(
          // The others' turn comes all the same; this one's again in the next round.
          (err: unknown) => log.error({ err, shopId }, 'counting anew was broken off'),
        );
      }
    } while (again && !isOver);
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
      isOver = true;
      stopped.abort();
      clearInterval(timer);
      await underWay;
    },
  };
}

/**
 * On a connection of its own, which holds the lock: another process leaves the shop to this one. Its
 * statements may take as long as a history is large; `stopped` cancels the one that runs.
 */
async function rerollAlone(
  sql: Sql,
  shopId: number,
  { isOver, stopped }: { isOver: () => boolean; stopped: AbortSignal },
): Promise<void> {
  const connection = await sql.reserve();
  try {
    const key = shopId % 2_147_483_647;
    const [row] = await connection<[{ held: boolean; pid: number }]>`
      select pg_try_advisory_lock(${lockSpace}::int, ${key}::int) as held, pg_backend_pid() as pid`;
    if (!row.held) return;
    const cancel = () => void sql`select pg_cancel_backend(${row.pid})`.catch(() => {});
    stopped.addEventListener('abort', cancel, { once: true });
    try {
      await connection`set statement_timeout = 0`;
      await rerollShop(connection as unknown as Sql, shopId, isOver);
    } finally {
      stopped.removeEventListener('abort', cancel);
      await connection`reset statement_timeout`;
      await connection`select pg_advisory_unlock(${lockSpace}::int, ${key}::int)`;
    }
  } finally {
    connection.release();
  }
}
