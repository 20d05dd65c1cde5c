import { LRUCache } from 'lru-cache';
import type { LoaderSettings } from '@nines/shared/loader-settings';
import { makeAsset, type Asset } from '../http/asset.ts';

/** The mark in the built loader where the shop's settings go. */
const mark = '__NINES_SETTINGS__';

/** Makes loaders of shops from the built one; what has not changed is not made again. */
export function createLoaderComposer(template: string): (settings: LoaderSettings) => Asset {
  const made = new LRUCache<string, Asset>({ max: 2_000 });
  return (settings) => {
    const json = JSON.stringify(settings);
    let asset = made.get(json);
    if (!asset) {
      asset = makeAsset(
        'loader.js',
        template.replace(mark, () => json),
      );
      made.set(json, asset);
    }
    return asset;
  };
}
