import { globSync, readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';

const size = (file) => brotliCompressSync(readFileSync(file)).length;
// Every language says the same in its own words: where the largest keeps to its budget, all do.
const [largest] = globSync('widget/dist/prompt.*.js').toSorted((a, b) => size(b) - size(a));

const budget = (name, path, limit) => ({ name, path, limit: `${limit} B`, brotli: true });

export default [
  budget('loader, without a shop’s settings', 'widget/dist/loader.js', 1400),
  budget('until the prompt stands', ['widget/dist/loader.js', largest], 7400),
  budget('every step and every rule', ['widget/dist/loader.full.js', largest], 10_000),
];
