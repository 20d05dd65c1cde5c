import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, type InlineConfig, type Plugin, type Rolldown } from 'vite';

/** What the server needs to know about the built files. */
export type Manifest = {
  /** The hash of all prompt files together. It is part of their names, so browsers can cache them without limit. */
  hash: string;
  /** The name of the prompt's file, by language. */
  languages: Record<string, string>;
};

const here = fileURLToPath(new URL('.', import.meta.url));
const messages = `${here}src/prompt/messages/`;
const out = `${here}dist/`;
/** Preact's source, which the patch in `patches/` has reduced to what the prompt needs. */
const preact = fileURLToPath(new URL('../src/index.js', import.meta.resolve('preact')));
const hashPlaceholder = '--hash--';

type Options = { fileNames: string; chunkNames?: string; format?: 'es' | 'iife' };

/** Bundles `entry` and returns the chunks, without writing files. */
async function bundle(
  entry: string,
  { fileNames, chunkNames = fileNames, format = 'es' }: Options,
  config: InlineConfig = {},
): Promise<Rolldown.OutputChunk[]> {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    root: here,
    publicDir: false,
    resolve: { alias: { preact } },
    ...config,
    build: {
      write: false,
      target: 'es2022',
      // The oldest browsers with `light-dark()`. In older ones the prompt does not appear.
      cssTarget: ['chrome123', 'safari17.5', 'firefox120'],
      // Library mode, because otherwise Vite wraps `import()` in a helper for preloading.
      lib: { entry: here + entry, formats: [format], name: 'nines' },
      rolldownOptions: {
        // The chunk of the later steps imports from the prompt's own file, so that there is no third one.
        preserveEntrySignatures: 'allow-extension',
        output: {
          entryFileNames: fileNames,
          chunkFileNames: chunkNames,
          comments: false,
          // In library mode with the format `es`, Vite keeps the white space by default.
          minify: { compress: true, mangle: true, codegen: { removeWhitespace: true } },
        },
      },
    },
  });
  return (result as Rolldown.RolldownOutput[])
    .flatMap(({ output }) => output)
    .filter((file) => file.type === 'chunk');
}

/** The prompt with the messages of one language inlined, in two files: the rating, and the later steps. */
function bundlePrompt(language: string): Promise<Rolldown.OutputChunk[]> {
  const inline: Plugin = {
    name: 'messages',
    enforce: 'pre',
    resolveId: (id) => (id === '#messages' ? `${messages}${language}.ts` : null),
  };
  const nameOf = (what: string) => `${what}.${language}.${hashPlaceholder}.js`;
  const names = { fileNames: nameOf('prompt'), chunkNames: nameOf('later') };
  return bundle('src/prompt/main.ts', names, { plugins: [inline] });
}

/** The script that the tag loads. `full`: it also checks the rules that few surveys have. */
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
  const insertHash = (text: string) => text.replaceAll(hashPlaceholder, hash);
  const loaders = await Promise.all([
    bundleLoader('loader.js', false, hash, languages),
    bundleLoader('loader.full.js', true, hash, languages),
  ]);
  const [npm] = await bundle('src/nines.ts', { fileNames: 'nines.js' });
  const manifest: Manifest = {
    hash,
    languages: Object.fromEntries(
      languages.map((language, index) => [
        language,
        insertHash(prompts[index]?.[0]?.fileName ?? ''),
      ]),
    ),
  };
  await rm(out, { recursive: true, force: true });
  await mkdir(out);
  await writeFile(`${out}manifest.json`, JSON.stringify(manifest, null, 2));
  for (const chunk of [...loaders.flat(), npm, ...prompts.flat()]) {
    if (chunk) await writeFile(out + insertHash(chunk.fileName), insertHash(chunk.code));
  }
}

await main();
