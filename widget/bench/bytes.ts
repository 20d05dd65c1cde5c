import { readdirSync, readFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';
import type { Figure } from './figures.ts';

const dist = new URL('../dist/', import.meta.url);

/** The bytes of the built files, compressed as the server does, with the largest language. */
export function measureBytes(): Figure[] {
  const prompts = readdirSync(dist).filter((file) => /^prompt\..*\.js$/.test(file));
  const prompt = Math.max(...prompts.map(sizeOf));
  const loader = sizeOf('loader.js');
  return [
    { name: 'loader, bytes', value: loader, limit: 1_400, stretch: 1_100 },
    {
      name: 'until the prompt is open, bytes',
      value: loader + prompt,
      limit: 7_400,
      stretch: 6_700,
    },
    {
      name: 'every step and rule, bytes',
      value: sizeOf('loader.full.js') + prompt,
      limit: 10_000,
      stretch: 9_000,
    },
  ];
}

function sizeOf(file: string): number {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  return brotliCompressSync(readFileSync(new URL(file, dist)), { params }).length;
}
