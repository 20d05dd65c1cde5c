import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { Sql } from '../database/sql.ts';
import type { SecretKey } from './keys.ts';

/** Stores on which day each secret key was last used, so that an owner sees which ones still are. */
export type KeyUse = {
  /** Returns at once. At most one statement a day for each key. */
  note(key: Pick<SecretKey, 'shopId' | 'id' | 'lastUsedOn'>): void;
  stop(): Promise<void>;
};

export function createKeyUse(sql: Sql, log: Logger, now: () => number = Date.now): KeyUse {
  /** By shop and key, the day that was stored or is being stored. */
  const noted = new LRUCache<string, string>({ max: 10_000 });
  const writes = new Set<Promise<void>>();

  async function write(name: string, use: { shopId: number; id: number; day: string }) {
    const isStored = await storeUse(sql, use).catch((err: unknown) => {
      log.debug({ err }, 'the use of a key was not noted');
      return false;
    });
    // The next use of the key tries again.
    if (!isStored) noted.delete(name);
  }

  return {
    note({ shopId, id, lastUsedOn }) {
      const day = new Date(now()).toISOString().slice(0, 10);
      const name = `${shopId} ${id}`;
      if ((lastUsedOn ?? '') >= day || noted.get(name) === day) return;
      noted.set(name, day);
      const writing = write(name, { shopId, id, day }).finally(() => writes.delete(writing));
      writes.add(writing);
    },
    async stop() {
      await Promise.all(writes);
    },
  };
}

/** Waits for no lock: somebody may be closing a key. Resolves to whether the day was stored. */
async function storeUse(
  sql: Sql,
  { shopId, id, day }: { shopId: number; id: number; day: string },
): Promise<boolean> {
  const { count } = await sql`
    update keys k set last_used_on = ${day}::text::date
    from (select shop_id, id from keys
      where shop_id = ${shopId} and id = ${id}
        and (last_used_on is null or last_used_on < ${day}::text::date)
      for update skip locked) as t
    where k.shop_id = t.shop_id and k.id = t.id`;
  return count > 0;
}
