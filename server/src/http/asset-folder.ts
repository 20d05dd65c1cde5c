import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StartError } from '../config.ts';
import { makeAsset, type Asset } from './asset.ts';

/**
 * Reads all files of a folder into memory, by their path within it, with "/" between. Throws a
 * `StartError` when the folder is not there, for then the project was not built.
 */
export async function readAssets(folder: URL): Promise<ReadonlyMap<string, Asset>> {
  const root = fileURLToPath(folder);
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => {
    throw new StartError(`Not built yet: there is no ${root}; run "pnpm build"`);
  });
  const assets = new Map<string, Asset>();
  for (const entry of entries.filter((file) => file.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(root, path).split(sep).join('/');
    assets.set(name, makeAsset(name, await readFile(path)));
  }
  return assets;
}
