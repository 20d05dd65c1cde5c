import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/**
 * Writes `NAME.br` and `NAME.gz` beside each built file that the server serves, at the highest quality, so
 * that no start of the server has to compress them. Files that are compressed already get none.
 */
const folders = ['../../widget/dist/', '../dashboard/dist/'];
const compressible = /\.(css|html|js|json|svg)$/;

for (const folder of folders.map((path) => new URL(path, import.meta.url))) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile() && compressible.test(each.name))) {
    const path = join(entry.parentPath, entry.name);
    const content = await readFile(path);
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    };
    await writeFile(`${path}.br`, brotliCompressSync(content, { params }));
    await writeFile(`${path}.gz`, gzipSync(content, { level: constants.Z_BEST_COMPRESSION }));
  }
}
