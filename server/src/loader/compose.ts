import { LRUCache } from 'lru-cache';
import { loaderFor, type LoaderSettings } from '@nines/shared/loader-settings';
import { makeAsset, type Asset } from '../http/asset.ts';

/** The mark in the built loaders where the shop's settings go. */
const mark = '__NINES_SETTINGS__';

/**
 * Makes loaders of shops from the built ones, of which each shop gets the smallest that knows all its
 * rules; what has not changed is not made again. Throws when one is missing from `files`.
 */
export function createLoaderComposer(
  files: ReadonlyMap<string, Asset>,
): (settings: LoaderSettings) => Asset {
  const templates = {
    'loader.js': read(files, 'loader.js'),
    'loader.full.js': read(files, 'loader.full.js'),
  };
  const made = new LRUCache<string, Asset>({ max: 2_000 });
  return (settings) => {
    const json = JSON.stringify(settings);
    let asset = made.get(json);
    if (!asset) {
      const template = templates[loaderFor(settings)];
      asset = makeAsset(
        'loader.js',
        template.replace(mark, () => json),
      );
      made.set(json, asset);
    }
    return asset;
  };
}

function read(files: ReadonlyMap<string, Asset>, name: string): string {
  const file = files.get(name);
  if (!file) throw new Error(`There is no ${name}`);
  return file.bodies.identity.toString();
}
