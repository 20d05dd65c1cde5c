import type { FastifyInstance } from 'fastify';
import { LRUCache } from 'lru-cache';
import { loaderFor } from '@nines/shared/loader-settings';
import { StartError } from '../config/config.ts';
import { bytesOf, sendAsset, type Asset, type AssetMaker } from '../http/assets.ts';
import { notFound } from '../http/problems.ts';
import type { ShopDirectory, ShopEntry } from '../shops/directory.ts';
import { loaderSettingsOf } from './settings.ts';

/**
 * A browser uses a loader for five minutes at most before it has the shop's new settings. When the server
 * does not answer, it uses the old one for a day.
 */
const loaderCaching = 'public, max-age=120, stale-while-revalidate=180, stale-if-error=86400';
/** The names of the prompt's files contain a hash of their content. */
const promptCaching = 'public, max-age=31536000, immutable';

/** `GET /w/PUBLIC_KEY.js`, the loader with the shop's settings, and the prompt's files beside it. */
export async function loaderRoutes(
  app: FastifyInstance,
  {
    directory,
    files,
    makeAsset,
  }: { directory: ShopDirectory; files: ReadonlyMap<string, Asset>; makeAsset: AssetMaker },
): Promise<void> {
  if (!files.has('loader.js')) {
    throw new StartError('Not built yet: there is no loader; run "pnpm build"');
  }
  const compose = createLoaderComposer(files, makeAsset);
  // An empty script instead of a 404, which would show as an error in the console of a shop's page.
  const nothing = await makeAsset('nothing.js', '/* Nines: there is no such key. */\n');

  app.addHook('onRequest', async (_, reply) => {
    // Browsers import modules with CORS, and a shop's page may use COEP.
    reply.headers({
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    });
  });

  app.get<{ Params: { file: string } }>(
    '/w/:file',
    // The security headers of pages do not concern scripts, and are as large as the loader.
    { helmet: false, schema: { hide: true } },
    async (request, reply) => {
      const { file } = request.params;
      const asset = /^(prompt|later)\./.test(file) ? files.get(file) : undefined;
      if (asset) return sendAsset(request, reply, asset, promptCaching);
      if (!file.endsWith('.js')) throw notFound('file');
      const entry = await directory.find(file.slice(0, -'.js'.length));
      const loader = entry ? await compose(entry) : nothing;
      return sendAsset(request, reply, loader, loaderCaching);
    },
  );
}

/** In the built loaders the shop's settings go here. */
const settingsMark = '__NINES_SETTINGS__';

/** How much the composed loaders may hold, in bytes. Most take 10 kB, and the largest 200 kB. */
const maxBytes = 32_000_000;

/**
 * Composes shops' loaders from the built ones: each shop gets the smallest one that knows all its rules.
 * A loader is composed once for each directory entry. The directory makes new entries every few seconds;
 * one with the same settings is not compressed again. One loader of a shop is composed at a time, so that a
 * shop whose settings change again and again makes only its own pages wait. Throws when a built loader is missing.
 */
function createLoaderComposer(
  files: ReadonlyMap<string, Asset>,
  make: AssetMaker,
): (entry: ShopEntry) => Promise<Asset> {
  const templates = {
    'loader.js': textOf(files, 'loader.js'),
    'loader.full.js': textOf(files, 'loader.full.js'),
  };
  const byEntry = new WeakMap<ShopEntry, Promise<Asset>>();
  const byShop = new Map<number, Promise<Asset>>();
  const bySettings = new LRUCache<string, Asset>({
    maxSize: maxBytes,
    sizeCalculation: (asset, json) => json.length + bytesOf(asset),
  });

  async function compose(entry: ShopEntry): Promise<Asset> {
    const settings = loaderSettingsOf(entry);
    const json = JSON.stringify(settings);
    const known = bySettings.get(json);
    if (known) return known;
    const script = templates[loaderFor(settings)].replace(settingsMark, () => json);
    const asset = await make('loader.js', script);
    bySettings.set(json, asset);
    return asset;
  }

  function composeInTurn(entry: ShopEntry): Promise<Asset> {
    const { id } = entry.shop;
    const previous = byShop.get(id) ?? Promise.resolve();
    const asset = previous.then(
      () => compose(entry),
      () => compose(entry),
    );
    byEntry.set(entry, asset);
    byShop.set(id, asset);
    const forget = () => {
      if (byShop.get(id) === asset) byShop.delete(id);
    };
    asset.then(forget, forget);
    return asset;
  }

  return (entry) => byEntry.get(entry) ?? composeInTurn(entry);
}

function textOf(files: ReadonlyMap<string, Asset>, name: string): string {
  const file = files.get(name);
  if (!file) throw new Error(`There is no ${name}`);
  return file.bodies.identity.toString();
}
