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
  const noted = new LRUCache<string, string>({ max: 10_000 });
  const writes = new Set<Promise<void>>();
  return {
    note({ shopId, id, lastUsedOn }) {
      const day = new Date(now()).toISOString().slice(0, 10);
      const key = `${shopId} ${id}`;
      if ((lastUsedOn ?? '') >= day || noted.get(key) === day) return;
      noted.set(key, day);
      const write = storeUse(sql, { shopId, id, day })
        // The next use of the key tries again.
        .catch((err: unknown) => {
          noted.delete(key);
          log.debug({ err }, 'the use of a key was not noted');
        })
        .finally(() => writes.delete(write));
      writes.add(write);
    },
    async stop() {
      await Promise.all(writes);
    },
  };
}

async function storeUse(
  sql: Sql,
  { shopId, id, day }: { shopId: number; id: number; day: string },
): Promise<void> {
  await sql`
    update keys set last_used_on = ${day}::text::date
    where shop_id = ${shopId} and id = ${id}
      and (last_used_on is null or last_used_on < ${day}::text::date)`;
}
