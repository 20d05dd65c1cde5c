import { LRUCache } from 'lru-cache';
import { loaderFor } from '@nines/shared/loader-settings';
import { makeAsset, type Asset } from '../http/asset.ts';
import type { ShopEntry } from '../shops/directory.ts';
import { loaderSettingsOf } from './settings.ts';

/** The mark in the built loaders where the shop's settings go. */
const mark = '__NINES_SETTINGS__';

/**
 * Makes loaders of shops from the built ones, of which each shop gets the smallest that knows all its
 * rules. An entry of the directory is composed once; a new entry with the same settings, which the
 * directory fetches every few seconds, is not compressed again. Throws when a built one is missing.
 */
export function createLoaderComposer(
  files: ReadonlyMap<string, Asset>,
): (entry: ShopEntry) => Asset {
  const templates = {
    'loader.js': read(files, 'loader.js'),
    'loader.full.js': read(files, 'loader.full.js'),
  };
  const byEntry = new WeakMap<ShopEntry, Asset>();
  const bySettings = new LRUCache<string, Asset>({ max: 2_000 });

  function compose(entry: ShopEntry): Asset {
    const settings = loaderSettingsOf(entry);
    const json = JSON.stringify(settings);
    const script = () => templates[loaderFor(settings)].replace(mark, () => json);
    const asset = bySettings.get(json) ?? makeAsset('loader.js', script());
    bySettings.set(json, asset);
    byEntry.set(entry, asset);
    return asset;
  }

  return (entry) => byEntry.get(entry) ?? compose(entry);
}

function read(files: ReadonlyMap<string, Asset>, name: string): string {
  const file = files.get(name);
  if (!file) throw new Error(`There is no ${name}`);
  return file.bodies.identity.toString();
}
