import { LRUCache } from 'lru-cache';
import type { Survey } from '@nines/shared/wire/survey';
import type { Sql } from '../database/connect.ts';
import { listSurveys } from '../surveys/store.ts';
import { findShopByKey } from './keys.ts';
import { findShop, isKnownOrigin, type Shop } from './store.ts';

/** A shop as the public routes need it. */
export type ShopEntry = { key: string; shop: Shop; surveys: readonly Survey[] };

/** Finds shops by public key without asking the database each time. */
export type ShopDirectory = {
  /** The shop of a public key, or `undefined`; at once where it is remembered. */
  find(key: string): Promise<ShopEntry | undefined> | ShopEntry | undefined;
  /** Whether some shop allows this origin: all that a preflight can ask. */
  knowsOrigin(origin: string): Promise<boolean> | boolean;
  /** Forgets what is remembered, after a change made here. */
  forget(): void;
};

/** How long a change made by another process may go unseen, in milliseconds. */
export const directoryMemory = 5_000;

/** While the database is away, what was known of a shop holds: its loader is served all the same. */
async function orStale<Value>(fresh: Promise<Value>, stale: Value | undefined): Promise<Value> {
  try {
    return await fresh;
  } catch (error) {
    if (stale === undefined) throw error;
    return stale;
  }
}

// lru-cache does not keep `undefined`; what is not there must be remembered as well.
const nothing = Symbol('nothing');

export function createShopDirectory(sql: Sql): ShopDirectory {
  const entries = new LRUCache<string, ShopEntry | typeof nothing>({
    max: 5_000,
    ttl: directoryMemory,
    noDeleteOnStaleGet: true,
    fetchMethod: (key, stale) =>
      orStale(
        load(sql, key).then((entry) => entry ?? nothing),
        stale,
      ),
  });
  const origins = new LRUCache<string, boolean>({
    max: 5_000,
    ttl: directoryMemory,
    noDeleteOnStaleGet: true,
    fetchMethod: (origin, stale) => orStale(isKnownOrigin(sql, origin), stale),
  });
  // Undefined where `forget` cut the look short: a shop must not be missing for that.
  async function fetchEntry(key: string): Promise<ShopEntry | undefined> {
    const entry = (await entries.fetch(key)) ?? (await load(sql, key));
    return entry === nothing ? undefined : entry;
  }
  async function fetchOrigin(origin: string): Promise<boolean> {
    return (await origins.fetch(origin)) ?? isKnownOrigin(sql, origin);
  }
  return {
    // What is remembered comes without a promise: every answer asks for both.
    find(key) {
      const entry = entries.get(key);
      if (entry === undefined) return fetchEntry(key);
      return entry === nothing ? undefined : entry;
    },
    knowsOrigin(origin) {
      return origins.get(origin) ?? fetchOrigin(origin);
    },
    forget() {
      entries.clear();
      origins.clear();
    },
  };
}

async function load(sql: Sql, key: string): Promise<ShopEntry | undefined> {
  const shopId = await findShopByKey(sql, 'public', key);
  const shop = shopId === undefined ? undefined : await findShop(sql, shopId);
  return shop && { key, shop, surveys: await listSurveys(sql, shop.id) };
}
