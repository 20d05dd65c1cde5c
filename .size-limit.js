import { globSync, readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';

const size = (file) => brotliCompressSync(readFileSync(file)).length;
// Every language says the same in its own words: where the largest keeps to its budget, all do.
const [prompt] = globSync('widget/dist/prompt.*.js').toSorted((a, b) => size(b) - size(a));
const [later] = globSync('widget/dist/later.*.js').toSorted((a, b) => size(b) - size(a));

const budget = (name, path, limit) => ({ name, path, limit: `${limit} B`, brotli: true });

export default [
  budget('loader, without a shop’s settings', 'widget/dist/loader.js', 1400),
  budget('until the prompt stands', ['widget/dist/loader.js', prompt], 9900),
  budget('every step and every rule', ['widget/dist/loader.full.js', prompt, later], 11_700),
];
