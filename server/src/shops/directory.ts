import { LRUCache } from 'lru-cache';
import { limits } from '@nines/shared/limits';
import type { Survey } from '@nines/shared/wire/survey';
import type { Sql } from '../database/sql.ts';
import { isUnavailable } from '../database/errors.ts';
import { listRemovedSurveys, listSurveys } from '../surveys/store.ts';
import { dayAt } from '../time/zones.ts';
import {
  findPublicKey,
  findSecretKey,
  findShopByPublicKey,
  listSigningKeys,
  type SecretKey,
} from './keys.ts';
import { findShop, isKnownOrigin, type Shop } from './store.ts';

/** A shop as the public routes need it. */
export type ShopEntry = {
  key: string;
  shop: Shop & { signingKeys: readonly { kid: string; secret: string }[] };
  surveys: readonly Survey[];
  /** A page that was opened before the removal may still send answers to them. */
  removedSurveys: readonly Survey[];
  /** The day, in the shop's time zone, of an instant in milliseconds since 1970. */
  dayAt(instant: number): string;
};

/**
 * Finds shops by key or id, from a cache that keeps them for a few seconds. What is cached is returned without
 * a promise.
 */
export type ShopDirectory = {
  /** The shop of a public key, or `undefined`. */
  find(key: string): Promise<ShopEntry | undefined> | ShopEntry | undefined;
  /** The shop of this id, or `undefined`. */
  findById(shopId: number): Promise<ShopEntry | undefined> | ShopEntry | undefined;
  /** What a secret key opens, or `undefined` when there is none such, or it is closed or has expired. */
  findSecret(key: string): Promise<SecretKey | undefined>;
  /** Whether any shop has this origin. A preflight names no shop. */
  knowsOrigin(origin: string): Promise<boolean> | boolean;
  /** Empties the cache, after a change made by this process. */
  clear(): void;
};

/** The fresh value, or the expired one while the database fails: so loaders are still served. */
async function orStale<Value>(fresh: Promise<Value>, stale: Value | undefined): Promise<Value> {
  try {
    return await fresh;
  } catch (error) {
    if (stale === undefined) throw error;
    return stale;
  }
}

/**
 * The fetched value. A `clear` during the fetch makes it fail or return nothing; then this loads the value
 * itself. When the database is unavailable it does not try again, because the client has waited long enough.
 */
async function orLoad<Value>(
  fetched: Promise<Value | undefined>,
  loadAgain: () => Promise<Value>,
): Promise<Value> {
  const found = await fetched.catch((error: unknown) => {
    if (isUnavailable(error)) throw error;
    return undefined;
  });
  return found ?? loadAgain();
}

// lru-cache cannot store `undefined`. This stands for a key without a shop.
const nothing = Symbol('nothing');

/** `cacheMs`: for how long changes by another process may be unknown. */
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
  // Only valid keys are cached, so a new key works at once.
  const secrets = new LRUCache<string, SecretKey>({
    max: 5_000,
    ttl: cacheMs,
    fetchMethod: (key) => findSecretKey(sql, key),
  });
  const origins = new LRUCache<string, boolean>({
    max: 5_000,
    ttl: cacheMs,
    noDeleteOnStaleGet: true,
    fetchMethod: (origin, stale) => orStale(isKnownOrigin(sql, origin), stale),
  });
  async function fetchEntry(key: string): Promise<ShopEntry | undefined> {
    const entry = await orLoad(entries.fetch(key), () => load(sql, key));
    return entry === nothing ? undefined : entry;
  }
  function fetchOrigin(origin: string): Promise<boolean> {
    return orLoad(origins.fetch(origin), () => isKnownOrigin(sql, origin));
  }
  return {
    // No promise when the shop is cached, because every answer looks up its shop.
    find(key) {
      const entry = entries.get(key);
      if (entry === undefined) return fetchEntry(key);
      return entry === nothing ? undefined : entry;
    },
    findById(shopId) {
      return byId.get(shopId) ?? orLoad(byId.fetch(shopId), () => loadById(sql, shopId));
    },
    async findSecret(key) {
      const found =
        secrets.get(key) ?? (await orLoad(secrets.fetch(key), () => findSecretKey(sql, key)));
      const isOver = found?.expiresAt && found.expiresAt.getTime() <= Date.now();
      return isOver ? undefined : found;
    },
    knowsOrigin(origin) {
      // No shop has an origin that long, and such origins must not fill the cache.
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
  const shopId = await findShopByPublicKey(sql, key);
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
