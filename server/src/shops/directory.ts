import { LRUCache } from 'lru-cache';
import { limits } from '@nines/shared/limits';
import type { Survey } from '@nines/shared/wire/survey';
import type { Sql } from '../database/sql.ts';
import { isUnavailable } from '../database/errors.ts';
import { listRemovedSurveys, listSurveys } from '../surveys/store.ts';
import { dayAt } from '../time/zones.ts';
import { findPublicKey, findShopByKey, listSigningKeys } from './keys.ts';
import { findShop, isKnownOrigin, type Shop } from './store.ts';

/** A shop as the public routes need it. */
export type ShopEntry = {
  key: string;
  shop: Shop & { signingKeys: readonly { kid: string; secret: string }[] };
  surveys: readonly Survey[];
  /** A page that was opened before the removal may still send answers to these. */
  removedSurveys: readonly Survey[];
  /** The day, in the shop's time zone, of an instant in milliseconds since 1970. */
  dayAt(instant: number): string;
};

/** Finds shops by key or id. A cache answers for a few seconds before the database is asked again. */
export type ShopDirectory = {
  /** The shop of a public key, or `undefined`; at once where it is cached. */
  find(key: string): Promise<ShopEntry | undefined> | ShopEntry | undefined;
  /** The shop of this id, or `undefined`; at once where it is cached. */
  findById(shopId: number): Promise<ShopEntry | undefined> | ShopEntry | undefined;
  /** The id of the shop that a secret key opens, or `undefined`; at once where it is cached. */
  findSecret(key: string): Promise<number | undefined> | number;
  /** Whether some shop allows this origin: all that a preflight can ask. */
  knowsOrigin(origin: string): Promise<boolean> | boolean;
  /** Empties the cache, after a change made by this process. */
  clear(): void;
};

/** While the database is away, the last settings of a shop still hold: its loader is served. */
async function orStale<Value>(fresh: Promise<Value>, stale: Value | undefined): Promise<Value> {
  try {
    return await fresh;
  } catch (error) {
    if (stale === undefined) throw error;
    return stale;
  }
}

/**
 * What was fetched, or a second look where `clear` ended the fetch early: it then fails or finds nothing. A database
 * that is away is not asked twice, since the client has waited long enough.
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

// lru-cache does not store `undefined`, and what does not exist must be cached as well.
const nothing = Symbol('nothing');

/** `cacheMs`: how long a change made by another process may go unseen. */
export function createShopDirectory(sql: Sql, cacheMs: number): ShopDirectory {
  const entries = new LRUCache<string, ShopEntry | typeof nothing>({
    max: 5_000,
    ttl: cacheMs,
    noDeleteOnStaleGet: true,
    fetchMethod: (key, stale) =>
      orStale(
        load(sql, key).then((entry) => entry ?? nothing),
        stale,
      ),
  });
  const byId = new LRUCache<number, ShopEntry>({
    max: 5_000,
    ttl: cacheMs,
    fetchMethod: (shopId) => loadById(sql, shopId),
  });
  // Only keys that open are cached: a new key works at once.
  const secrets = new LRUCache<string, number>({
    max: 5_000,
    ttl: cacheMs,
    fetchMethod: (key) => findShopByKey(sql, 'secret', key),
  });
  const origins = new LRUCache<string, boolean>({
    max: 5_000,
    ttl: cacheMs,
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
    // What is cached comes without a promise, since every answer asks for it.
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
      // No shop can have one so long, and thousands of them must not fill the cache.
      if (origin.length > limits.url) return false;
      return origins.get(origin) ?? fetchOrigin(origin);
    },
    clear() {
      entries.clear();
      byId.clear();
      secrets.clear();
      origins.clear();
    },
  };
}

async function load(sql: Sql, key: string): Promise<ShopEntry | undefined> {
  const shopId = await findShopByKey(sql, 'public', key);
  return shopId === undefined ? undefined : loadEntry(sql, shopId, key);
}

async function loadById(sql: Sql, shopId: number): Promise<ShopEntry | undefined> {
  return loadEntry(sql, shopId);
}

async function loadEntry(sql: Sql, id: number, key?: string): Promise<ShopEntry | undefined> {
  const shop = await findShop(sql, id);
  if (!shop) return undefined;
  const [publicKey, signingKeys, surveys, removedSurveys] = await Promise.all([
    key ?? findPublicKey(sql, id),
    listSigningKeys(sql, id),
    listSurveys(sql, id),
    listRemovedSurveys(sql, id),
  ]);
  const dayOf = dayAt(shop.timezone);
  return {
    key: publicKey,
    shop: { ...shop, signingKeys },
    surveys,
    removedSurveys,
    dayAt: dayOf,
  };
}
