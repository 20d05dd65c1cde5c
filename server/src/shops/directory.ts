import { LRUCache } from 'lru-cache';
import { limits } from '@nines/shared/limits';
import type { Survey } from '@nines/shared/wire/survey';
import type { Sql } from '../database/sql.ts';
import { isUnavailable } from '../database/errors.ts';
import { listRemovedSurveys, listSurveys } from '../surveys/store.ts';
import { findShopByKey } from './keys.ts';
import { findPublicKey, findShop, isKnownOrigin, type Shop } from './store.ts';

/** A shop as the public routes need it. */
export type ShopEntry = {
  key: string;
  shop: Shop;
  surveys: readonly Survey[];
  /** Surveys of which a page that was opened before, or an outbox, may still send answers. */
  removedSurveys: readonly Survey[];
};

/** Finds shops by key without asking the database each time. */
export type ShopDirectory = {
  /** The shop of a public key, or `undefined`; at once where it is remembered. */
  find(key: string): Promise<ShopEntry | undefined> | ShopEntry | undefined;
  /** The shop of this id, or `undefined`; at once where it is remembered. */
  findById(shopId: number): Promise<ShopEntry | undefined> | ShopEntry | undefined;
  /** The id of the shop that a secret key opens, or `undefined`; at once where it is remembered. */
  findSecret(key: string): Promise<number | undefined> | number;
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

/**
 * What was fetched, or looks again where `forget` cut the fetch short: then it fails or finds nothing,
 * and a shop must not be missing for that. A database that is away is not asked twice: whoever waits
 * has waited long enough.
 */
async function orAgain<Value>(
  fetched: Promise<Value | undefined>,
  look: () => Promise<Value>,
): Promise<Value> {
  const found = await fetched.catch((error: unknown) => {
    if (isUnavailable(error)) throw error;
    return undefined;
  });
  return found ?? look();
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
  const byId = new LRUCache<number, ShopEntry>({
    max: 5_000,
    ttl: directoryMemory,
    fetchMethod: (shopId) => loadById(sql, shopId),
  });
  // Only what is right is remembered: a new key opens at once.
  const secrets = new LRUCache<string, number>({
    max: 5_000,
    ttl: directoryMemory,
    fetchMethod: (key) => findShopByKey(sql, 'secret', key),
  });
  const origins = new LRUCache<string, boolean>({
    max: 5_000,
    ttl: directoryMemory,
    noDeleteOnStaleGet: true,
    fetchMethod: (origin, stale) => orStale(isKnownOrigin(sql, origin), stale),
  });
  async function fetchEntry(key: string): Promise<ShopEntry | undefined> {
    const entry = await orAgain(entries.fetch(key), () => load(sql, key));
    return entry === nothing ? undefined : entry;
  }
  function fetchOrigin(origin: string): Promise<boolean> {
    return orAgain(origins.fetch(origin), () => isKnownOrigin(sql, origin));
  }
  return {
    // What is remembered comes without a promise: every answer asks for both.
    find(key) {
      const entry = entries.get(key);
      if (entry === undefined) return fetchEntry(key);
      return entry === nothing ? undefined : entry;
    },
    findById(shopId) {
      return byId.get(shopId) ?? orAgain(byId.fetch(shopId), () => loadById(sql, shopId));
    },
    findSecret(key) {
      return (
        secrets.get(key) ?? orAgain(secrets.fetch(key), () => findShopByKey(sql, 'secret', key))
      );
    },
    knowsOrigin(origin) {
      // No shop can have one so long, and thousands of them are not to be remembered.
      if (origin.length > limits.url) return false;
      return origins.get(origin) ?? fetchOrigin(origin);
    },
    forget() {
      entries.clear();
      byId.clear();
      secrets.clear();
      origins.clear();
    },
  };
}

async function load(sql: Sql, key: string): Promise<ShopEntry | undefined> {
  const shopId = await findShopByKey(sql, 'public', key);
  const shop = shopId === undefined ? undefined : await findShop(sql, shopId);
  return shop && { key, shop, ...(await surveysOf(sql, shop.id)) };
}

async function loadById(sql: Sql, shopId: number): Promise<ShopEntry | undefined> {
  const shop = await findShop(sql, shopId);
  return (
    shop && {
      key: await findPublicKey(sql, shopId),
      shop,
      ...(await surveysOf(sql, shopId)),
    }
  );
}

async function surveysOf(sql: Sql, shopId: number) {
  const [surveys, removedSurveys] = await Promise.all([
    listSurveys(sql, shopId),
    listRemovedSurveys(sql, shopId),
  ]);
  return { surveys, removedSurveys };
}
