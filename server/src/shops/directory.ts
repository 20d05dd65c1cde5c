import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';
import { limits } from '@nines/shared/limits';
import type { Survey } from '@nines/shared/wire/survey';
import type { Sql } from '../database/sql.ts';
import { decodeId } from '../database/ids.ts';
import { isUnavailable } from '../database/errors.ts';
import { createSurveyCache, type SurveyCache } from '../surveys/cache.ts';
import { findRemovedSurvey } from '../surveys/store.ts';
import { dayAt } from '../time/zones.ts';
import {
  findPublicKey,
  findSecretKey,
  findShopByPublicKey,
  isKeyOf,
  listSigningKeys,
  type SecretKey,
} from './keys.ts';
import { findShop, isKnownOrigin, type Shop } from './store.ts';

/** A shop as the public routes need it. */
export type ShopEntry = {
  key: string;
  shop: Shop & { signingKeys: readonly { kid: string; secret: string }[] };
  surveys: readonly Survey[];
  /** Those of the removed surveys that `withSurvey` has found. */
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
  /**
   * The entry with the survey of this id also when it is removed: a page that was opened before the removal may
   * still send answers to it. The same entry when it has the survey, or when there is none.
   */
  withSurvey(entry: ShopEntry, id: string | undefined): Promise<ShopEntry> | ShopEntry;
  /**
   * Forgets a shop and its keys, after a change made by this process; `origins` are those that it has now. The
   * other shops stay: one that changes its settings again and again must not slow them. Without a shop it
   * forgets all.
   */
  clear(shopId?: number, origins?: readonly string[]): void;
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

// lru-cache cannot store `undefined`. This stands for a key without a shop, and for a survey that there is not.
const nothing = Symbol('nothing');

/** How much the cached shops may hold, in characters of their settings. One with large settings counts as many. */
const maxCharacters = 64_000_000;
/** The same for surveys that were removed. */
const maxRemovedCharacters = 8_000_000;

/** A shop in the cache, with its entry for each of its public keys that was used. */
type Cached = {
  about: Omit<ShopEntry, 'key'>;
  publicKey: string;
  characters: number;
  entries: Map<string, ShopEntry>;
};

/**
 * How many look-ups of keys and origins that are not in the cache run at once. Anybody can send random ones, and
 * they must leave connections of the pool for the shops that there are.
 */
const maxStrangers = 2;

function createCaches(sql: Sql, cacheMs: number) {
  const surveys = createSurveyCache();
  const inTurn = pLimit(maxStrangers);
  /** What was found before does not wait behind what is unknown. */
  const lookUp = <Value>(wasFound: boolean, query: () => Promise<Value>) =>
    wasFound ? query() : inTurn(query);
  const loadShop = (shopId: number) => load(sql, surveys, shopId);
  const loadKey = async (key: string) => (await findShopByPublicKey(sql, key)) ?? nothing;
  const loadRemoved = async (shopId: number, id: string) =>
    (await findRemovedSurvey(sql, shopId, id)) ?? nothing;
  const settings = { ttl: cacheMs, noDeleteOnStaleGet: true };
  const keys = new LRUCache<string, number | typeof nothing>({
    ...settings,
    max: 5_000,
    fetchMethod: (key, stale) =>
      orStale(
        lookUp(typeof stale === 'number', () => loadKey(key)),
        stale,
      ),
  });
  const shops = new LRUCache<number, Cached>({
    ...settings,
    max: 5_000,
    maxSize: maxCharacters,
    sizeCalculation: ({ characters }) => characters,
    fetchMethod: (shopId, stale) => orStale(loadShop(shopId), stale),
  });
  const removed = new LRUCache<string, Survey | typeof nothing, { shopId: number; id: string }>({
    ttl: cacheMs,
    max: 5_000,
    maxSize: maxRemovedCharacters,
    sizeCalculation: (survey) => (survey === nothing ? 1 : JSON.stringify(survey).length),
    fetchMethod: (_, stale, { context: { shopId, id } }) =>
      lookUp(stale !== undefined, () => loadRemoved(shopId, id)),
  });
  // Only valid keys are cached, so a new key works at once.
  const secrets = new LRUCache<string, SecretKey>({
    ...settings,
    max: 5_000,
    fetchMethod: (key, stale) => lookUp(stale !== undefined, () => findSecretKey(sql, key)),
  });
  const origins = new LRUCache<string, boolean>({
    ...settings,
    max: 5_000,
    fetchMethod: (origin, stale) =>
      orStale(
        lookUp(stale === true, () => isKnownOrigin(sql, origin)),
        stale,
      ),
  });
  return {
    keys,
    shops,
    removed,
    secrets,
    origins,
    fetchKey: (key: string) => orLoad(keys.fetch(key), () => loadKey(key)),
    fetchShop: (shopId: number) => orLoad(shops.fetch(shopId), () => loadShop(shopId)),
    fetchRemoved: (name: string, context: { shopId: number; id: string }) =>
      orLoad(removed.fetch(name, { context }), () => loadRemoved(context.shopId, context.id)),
    fetchSecret: (key: string) =>
      orLoad(secrets.fetch(key), () => inTurn(() => findSecretKey(sql, key))),
    fetchOrigin: (origin: string) =>
      orLoad(origins.fetch(origin), () => isKnownOrigin(sql, origin)),
  };
}

/** `cacheMs`: for how long changes by another process may be unknown. */
export function createShopDirectory(sql: Sql, cacheMs: number): ShopDirectory {
  const caches = createCaches(sql, cacheMs);
  const { keys, shops, removed, secrets, origins } = caches;

  async function findLater(key: string): Promise<ShopEntry | undefined> {
    const shopId = keys.get(key) ?? (await caches.fetchKey(key));
    if (shopId === nothing) return undefined;
    const cached = shops.get(shopId) ?? (await caches.fetchShop(shopId));
    return cached && entryOf(cached, key);
  }

  return {
    // No promise when the shop is cached, because every answer looks up its shop.
    find(key) {
      const shopId = keys.get(key);
      if (shopId === nothing) return undefined;
      const cached = shopId === undefined ? undefined : shops.get(shopId);
      return cached ? entryOf(cached, key) : findLater(key);
    },
    findById(shopId) {
      const cached = shops.get(shopId);
      if (cached) return entryOf(cached, cached.publicKey);
      return caches.fetchShop(shopId).then((found) => found && entryOf(found, found.publicKey));
    },
    async findSecret(key) {
      const found = secrets.get(key) ?? (await caches.fetchSecret(key));
      const isOver = found?.expiresAt && found.expiresAt.getTime() <= Date.now();
      return isOver ? undefined : found;
    },
    knowsOrigin(origin) {
      // No shop has an origin that long, and such origins must not fill the cache.
      if (origin.length > limits.url) return false;
      return origins.get(origin) ?? caches.fetchOrigin(origin);
    },
    withSurvey(entry, id) {
      if (id === undefined || decodeId(id) === undefined) return entry;
      if (entry.surveys.some((each) => each.id === id)) return entry;
      const found = removed.get(removedName(entry.shop.id, id));
      if (found === undefined) {
        const context = { shopId: entry.shop.id, id };
        const fetched = caches.fetchRemoved(removedName(entry.shop.id, id), context);
        return fetched.then((survey) => withRemoved(entry, survey));
      }
      return withRemoved(entry, found);
    },
    clear(shopId, shopOrigins = []) {
      if (shopId === undefined) {
        for (const cache of [keys, shops, removed, secrets, origins]) cache.clear();
        return;
      }
      shops.delete(shopId);
      for (const cache of [keys, secrets]) deleteWhere(cache, (key) => isKeyOf(shopId, key));
      deleteWhere(removed, (name) => name.startsWith(removedName(shopId, '')));
      for (const origin of shopOrigins) origins.delete(origin);
    },
  };
}

function deleteWhere(
  cache: { keys(): Iterable<string>; delete(name: string): boolean },
  isStale: (name: string) => boolean,
): void {
  // All names first: the cache must not change while it is walked through.
  for (const name of Array.from(cache.keys()).filter(isStale)) cache.delete(name);
}

function removedName(shopId: number, id: string): string {
  return `${shopId} ${id}`;
}

function withRemoved(entry: ShopEntry, survey: Survey | typeof nothing): ShopEntry {
  return survey === nothing ? entry : { ...entry, removedSurveys: [survey] };
}

/** The same object for the same key until the shop is read again. */
function entryOf({ about, entries }: Cached, key: string): ShopEntry {
  let entry = entries.get(key);
  if (!entry) {
    entry = { key, ...about };
    entries.set(key, entry);
  }
  return entry;
}

async function load(sql: Sql, cache: SurveyCache, id: number): Promise<Cached | undefined> {
  const shop = await findShop(sql, id);
  if (!shop) return undefined;
  const [publicKey, signingKeys, { surveys, characters }] = await Promise.all([
    findPublicKey(sql, id),
    listSigningKeys(sql, id),
    cache.list(sql, id),
  ]);
  return {
    about: {
      shop: { ...shop, signingKeys },
      surveys,
      removedSurveys: [],
      dayAt: dayAt(shop.timezone),
    },
    publicKey,
    characters: characters + shop.origins.join().length + 1_000,
    entries: new Map(),
  };
}
