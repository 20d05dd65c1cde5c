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
  let isOver = false;
  let underWay: Promise<void> | undefined;
  let again = false;

  async function work(): Promise<void> {
    do {
      again = false;
      const shops = await sql<{ shop_id: number }[]>`select shop_id from rerolls`;
      for (const { shop_id: shopId } of shops) await rerollAlone(sql, shopId, () => isOver);
    } while (again && !isOver);
  }

  function wake(): void {
    again = true;
    underWay ??= work()
      .catch((error: unknown) => log.error({ err: error }, 'counting anew was broken off'))
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
      clearInterval(timer);
      await underWay;
    },
  };
}

/** On a connection of its own, which holds the lock: another process leaves the shop to this one. */
async function rerollAlone(sql: Sql, shopId: number, isOver: () => boolean): Promise<void> {
  const connection = await sql.reserve();
  try {
    const key = shopId % 2_147_483_647;
    const [row] = await connection<[{ held: boolean }]>`
      select pg_try_advisory_lock(${lockSpace}::int, ${key}::int) as held`;
    if (!row.held) return;
    try {
      await rerollShop(connection as unknown as Sql, shopId, isOver);
    } finally {
      await connection`select pg_advisory_unlock(${lockSpace}::int, ${key}::int)`;
    }
  } finally {
    connection.release();
  }
}
