import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { minify } from 'terser';
import { build, type InlineConfig, type Plugin, type Rolldown } from 'vite';

/** What the server needs to know about the built files. */
export type Manifest = {
  /** The hash of all prompt files together. It is part of their names, so browsers can cache them without limit. */
  hash: string;
  /** The name of the prompt's file, by language. */
  languages: Record<string, string>;
};

type Messages = Record<string, string>;
type BuiltFile = Pick<Rolldown.OutputChunk, 'fileName' | 'code'>;

const here = fileURLToPath(new URL('.', import.meta.url));
const messagesFolder = `${here}src/prompt/messages/`;
const out = `${here}dist/`;
/** Preact's source, which the patch in `patches/` has reduced to what the prompt needs. */
const preact = fileURLToPath(new URL('../src/index.js', import.meta.resolve('preact')));

/**
 * The names of Preact's private properties that are set on elements, as its own build names them. A name of one letter
 * might be another script's there.
 */
const preactNames = { $_children: '__k', $_listeners: '__l' };

/** What stands in the bundled prompt for that which differs by language, and for the hash. */
const placeholders = { messages: 'NINES_MESSAGES', language: '--language--', hash: '--hash--' };

type Options = { fileNames: string; chunkNames?: string; format?: 'es' | 'iife' };

/** Bundles `entry` and returns the files, without writing them. */
async function bundle(
  entry: string,
  { fileNames, chunkNames = fileNames, format = 'es' }: Options,
  config: InlineConfig = {},
): Promise<BuiltFile[]> {
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
        // The file of the later steps imports from the prompt's own file, so that there is no third one.
        preserveEntrySignatures: 'allow-extension',
        output: {
          entryFileNames: fileNames,
          chunkFileNames: chunkNames,
          comments: false,
          minify: { compress: true, mangle: true, codegen: { removeWhitespace: true } },
        },
      },
      cssMinify: true,
    },
  });
  const chunks = (result as Rolldown.RolldownOutput[])
    .flatMap(({ output }) => output)
    .filter((file) => file.type === 'chunk');
  return Promise.all(
    chunks.map(async ({ fileName, code }) => ({
      fileName,
      code: await minified(code, format === 'es'),
    })),
  );
}

/** The same code in fewer bytes: two per cent fewer than the bundler's own minifier leaves. */
async function minified(code: string, isModule: boolean): Promise<string> {
  const { code: result } = await minify(code, {
    module: isModule,
    ecma: 2020,
    format: { ecma: 2020 },
    // Only Preact's private properties begin with an underscore.
    ...(isModule && {
      mangle: { properties: { regex: /^_[a-z]/ } },
      nameCache: { props: { props: { ...preactNames } } },
    }),
    compress: {
      passes: 3,
      hoist_funs: true,
      unsafe: true,
      unsafe_arrows: true,
      unsafe_methods: true,
      lhs_constants: false,
      sequences: false,
    },
  });
  if (!result) throw new Error('Terser returned no code');
  return result;
}

/** The prompt without its messages, in two files: the rating, and the later steps. */
function bundlePrompt(): Promise<BuiltFile[]> {
  const outside: Plugin = {
    name: 'messages',
    enforce: 'pre',
    resolveId: (id) => (id === '#messages' ? `\0${id}` : null),
    load: (id) => (id === '\0#messages' ? `export default ${placeholders.messages}` : null),
  };
  const ending = `.${placeholders.language}.${placeholders.hash}.js`;
  const names = { fileNames: `prompt${ending}`, chunkNames: `later${ending}` };
  return bundle('src/prompt/main.ts', names, { plugins: [outside] });
}

/** The prompt's files with the messages of one language. */
function translate(files: readonly BuiltFile[], language: string, messages: Messages): BuiltFile[] {
  const texts = Object.entries(messages).map(([name, text]) => `${name}:${JSON.stringify(text)}`);
  return files.map(({ fileName, code }) => ({
    fileName: fileName.replaceAll(placeholders.language, language),
    code: code
      .replaceAll(placeholders.language, language)
      .replace(placeholders.messages, () => `{${texts.join()}}`),
  }));
}

/** The script that the tag loads. `full`: it also checks the rules that few surveys have. */
function bundleLoader(
  fileNames: string,
  full: boolean,
  hash: string,
  languages: readonly string[],
): Promise<BuiltFile[]> {
  const define = {
    NINES_HASH: JSON.stringify(hash),
    NINES_LANGUAGES: JSON.stringify(languages.join()),
    NINES_FULL: String(full),
  };
  return bundle('src/loader.ts', { fileNames, format: 'iife' }, { define });
}

/** The messages by language. */
async function readMessages(): Promise<Map<string, Messages>> {
  const files = await readdir(messagesFolder);
  const modules = await Promise.all(
    files.map((file) => import(messagesFolder + file) as Promise<{ default: Messages }>),
  );
  return new Map(
    files.map((file, index) => [file.replace('.ts', ''), modules[index]?.default ?? {}]),
  );
}

async function main(): Promise<void> {
  const [messages, prompt] = await Promise.all([readMessages(), bundlePrompt()]);
  const languages = [...messages.keys()];
  const prompts = [...messages].flatMap(([language, texts]) => translate(prompt, language, texts));
  const hash = createHash('sha256')
    .update(prompts.map(({ code }) => code).join(''))
    .digest('hex')
    .slice(0, 8);
  const insertHash = (text: string) => text.replaceAll(placeholders.hash, hash);
  const others = await Promise.all([
    bundleLoader('loader.js', false, hash, languages),
    bundleLoader('loader.full.js', true, hash, languages),
    bundle('src/nines.ts', { fileNames: 'nines.js' }),
  ]);
  const manifest: Manifest = {
    hash,
    languages: Object.fromEntries(
      languages.map((language) => [language, `prompt.${language}.${hash}.js`]),
    ),
  };
  await rm(out, { recursive: true, force: true });
  await mkdir(out);
  await writeFile(`${out}manifest.json`, JSON.stringify(manifest, null, 2));
  for (const { fileName, code } of [...others.flat(), ...prompts]) {
    await writeFile(out + insertHash(fileName), insertHash(code));
  }
}

await main();
