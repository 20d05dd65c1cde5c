import { readdirSync, readFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';
import type { Figure } from './figures.ts';

const dist = new URL('../dist/', import.meta.url);

/** The bytes of the built files, compressed as the server does, with the largest language. */
export function measureBytes(): Figure[] {
  const prompt = largest('prompt');
  const loader = sizeOf('loader.js');
  return [
    { name: 'loader, bytes', value: loader, limit: 1_400, stretch: 1_100 },
    {
      name: 'until the prompt is open, bytes',
      value: loader + prompt,
      limit: 9_900,
      stretch: 9_200,
    },
    {
      name: 'every step and rule, bytes',
      value: sizeOf('loader.full.js') + prompt + largest('later'),
      limit: 11_700,
      stretch: 11_000,
    },
  ];
}

/** The bytes of the largest language. */
function largest(kind: 'prompt' | 'later'): number {
  const files = readdirSync(dist).filter(
    (file) => file.startsWith(`${kind}.`) && file.endsWith('.js'),
  );
  return Math.max(...files.map(sizeOf));
}

function sizeOf(file: string): number {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  return brotliCompressSync(readFileSync(new URL(file, dist)), { params }).length;
}
