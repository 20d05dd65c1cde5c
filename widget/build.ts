import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, type InlineConfig, type Plugin, type Rolldown } from 'vite';

/** What the server has to know of the files it serves. */
export type Manifest = {
  /** Of all prompt files together: it is in their names, so they can be kept for ever. */
  hash: string;
  /** The prompt's file by language. */
  languages: Record<string, string>;
};

const here = fileURLToPath(new URL('.', import.meta.url));
const messages = `${here}src/prompt/messages/`;
const out = `${here}dist/`;
const hashMark = '--hash--';

type Options = { fileNames: string; format?: 'es' | 'iife' };

/** Bundles `entry` without writing it. */
async function bundle(
  entry: string,
  { fileNames, format = 'es' }: Options,
  config: InlineConfig = {},
): Promise<Rolldown.OutputChunk[]> {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    root: here,
    publicDir: false,
    ...config,
    build: {
      write: false,
      target: 'es2022',
      // Those that know `light-dark()`; older ones are shown the light prompt.
      cssTarget: ['chrome123', 'safari17.5', 'firefox120'],
      // As a library, so that no helper for preloading is wrapped around `import()`.
      lib: { entry: here + entry, formats: [format], name: 'nines' },
      rolldownOptions: {
        output: {
          entryFileNames: fileNames,
          comments: false,
          // A library in `es` format would keep its white space.
          minify: { compress: true, mangle: true, codegen: { removeWhitespace: true } },
        },
      },
    },
  });
  return (result as Rolldown.RolldownOutput[])
    .flatMap(({ output }) => output)
    .filter((file) => file.type === 'chunk');
}

/** The prompt with the messages of one language inlined. */
function bundlePrompt(language: string): Promise<Rolldown.OutputChunk[]> {
  const inline: Plugin = {
    name: 'messages',
    enforce: 'pre',
    resolveId: (id) => (id === '#messages' ? `${messages}${language}.ts` : null),
  };
  const fileNames = `prompt.${language}.${hashMark}.js`;
  return bundle('src/prompt/main.ts', { fileNames }, { plugins: [inline] });
}

/** The script tag's target; `full` when it is to know the rules that few surveys have. */
function bundleLoader(
  fileNames: string,
  full: boolean,
  hash: string,
  languages: readonly string[],
): Promise<Rolldown.OutputChunk[]> {
  const define = {
    NINES_HASH: JSON.stringify(hash),
    NINES_LANGUAGES: JSON.stringify(languages.join()),
    NINES_FULL: String(full),
  };
  return bundle('src/loader.ts', { fileNames, format: 'iife' }, { define });
}

async function main(): Promise<void> {
  const languages = (await readdir(messages)).map((file) => file.replace('.ts', ''));
  const prompts = await Promise.all(languages.map(bundlePrompt));
  const hash = createHash('sha256')
    .update(
      prompts
        .flat()
        .map(({ code }) => code)
        .join(''),
    )
    .digest('hex')
    .slice(0, 8);
  const settle = (text: string) => text.replaceAll(hashMark, hash);
  const loaders = await Promise.all([
    bundleLoader('loader.js', false, hash, languages),
    bundleLoader('loader.full.js', true, hash, languages),
  ]);
  const [npm] = await bundle('src/nines.ts', { fileNames: 'nines.js' });
  const manifest: Manifest = {
    hash,
    languages: Object.fromEntries(
      languages.map((language, index) => [language, settle(prompts[index]?.[0]?.fileName ?? '')]),
    ),
  };
  await rm(out, { recursive: true, force: true });
  await mkdir(out);
  await writeFile(`${out}manifest.json`, JSON.stringify(manifest, null, 2));
  for (const chunk of [...loaders.flat(), npm, ...prompts.flat()]) {
    if (chunk) await writeFile(out + settle(chunk.fileName), settle(chunk.code));
  }
}

await main();
