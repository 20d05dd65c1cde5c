import Fastify from 'fastify';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import zlib from 'node:zlib';
import { expect, it } from 'vitest';
import type { z } from 'zod';
import { badgeRoutes } from '../../src/badge/routes.ts';
import type { Sql } from '../../src/database/sql.ts';
import { createAssetMaker, readAssets, sendAsset, type AssetMaker } from '../../src/http/assets.ts';
import { loaderRoutes } from '../../src/loader/routes.ts';
import type { ShopDirectory } from '../../src/shops/directory.ts';

const asset = await createAssetMaker()('a.svg', '<svg/>');

function appWithAsset() {
  const app = Fastify();
  app.get('/', (request, reply) => sendAsset(request, reply, asset, 'no-cache'));
  return app;
}

it('keeps no Accept-Encoding header in memory', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const app = appWithAsset();
  const ask = (index: number) =>
    app.inject({ url: '/', headers: { 'accept-encoding': `x${index}${'y'.repeat(10_000)}` } });
  const held = () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  for (let index = 0; index < 100; index += 1) await ask(index);
  const before = held();
  // Twenty megabytes in total.
  for (let index = 0; index < 2_000; index += 1) await ask(100 + index);
  await expect.poll(held).toBeLessThan(before + 8_000_000);
  await app.close();
});

it.each([
  [asset.etag, 304],
  [`W/${asset.etag}`, 304],
  [`"other", W/${asset.etag}`, 304],
  ['*', 304],
  ['"other"', 200],
  [asset.etag.slice(0, -2), 200],
])('If-None-Match: %s is answered with %i', async (tag, status) => {
  const app = appWithAsset();
  const reply = await app.inject({ url: '/', headers: { 'if-none-match': tag } });
  expect(reply.statusCode).toBe(status);
  await app.close();
});

it('compresses nothing for a request of a badge that does not exist', async () => {
  const { brotliCompress } = zlib;
  let compressed = 0;
  const counting = ((...given: Parameters<typeof brotliCompress>) => {
    compressed += 1;
    return brotliCompress(...given);
  }) as typeof brotliCompress;
  zlib.brotliCompress = counting;
  syncBuiltinESMExports();
  try {
    const app = Fastify();
    app.setValidatorCompiler<z.ZodType>(({ schema }) => (value) => ({
      value: schema.parse(value),
    }));
    app.setSerializerCompiler(() => String);
    const directory = { find: async () => undefined } as unknown as ShopDirectory;
    const makeAsset = createAssetMaker();
    await app.register(badgeRoutes, { sql: {} as Sql, directory, makeAsset });
    await app.ready();
    expect(compressed).toBe(3);
    for (const theme of ['auto', 'light', 'dark', 'pink']) {
      for (const key of ['pk_1_0123456789abcdef', 'anything', 'else']) {
        const reply = await app.inject(`/badge/${key}.svg?theme=${theme}`);
        expect(reply.statusCode).toBe(404);
      }
    }
    expect(compressed).toBe(3);
    await app.close();
  } finally {
    zlib.brotliCompress = brotliCompress;
    syncBuiltinESMExports();
  }
});

it('compresses two assets at once at most', async () => {
  const { brotliCompress } = zlib;
  const held: (() => void)[] = [];
  const holding = ((...given: Parameters<typeof brotliCompress>) => {
    held.push(() => brotliCompress(...given));
  }) as typeof brotliCompress;
  zlib.brotliCompress = holding;
  syncBuiltinESMExports();
  try {
    const make = createAssetMaker();
    const made = Array.from({ length: 5 }, () => make('a.svg', '<svg/>'));
    await expect.poll(() => held.length).toBe(2);
    for (let count = 1; count <= 5; count += 1) {
      await expect.poll(() => held.length).toBeGreaterThan(0);
      expect(held.length).toBeLessThanOrEqual(2);
      held.shift()!();
    }
    await Promise.all(made);
  } finally {
    zlib.brotliCompress = brotliCompress;
    syncBuiltinESMExports();
  }
});

it('a shop whose settings change in a loop composes one loader at a time, and delays no other', async () => {
  const started: string[] = [];
  const released = Promise.withResolvers<void>();
  const make = createAssetMaker();
  const makeAsset: AssetMaker = async (name, content) => {
    started.push(content);
    if (content.includes('Attacker')) await released.promise;
    return make(name, content);
  };
  const file = await make('loader.js', '__NINES_SETTINGS__');
  const files = new Map(['loader.js', 'loader.full.js'].map((name) => [name, file]));
  let changes = 0;
  const entryOf = (id: number, name: string) =>
    ({ key: 'k', shop: { id, name: `${name} ${(changes += 1)}` }, surveys: [] }) as never;
  const find = (key: string) => (key === 'a' ? entryOf(1, 'Attacker') : entryOf(2, 'Other'));
  const directory = { find } as unknown as ShopDirectory;
  const app = Fastify();
  await app.register(loaderRoutes, { directory, files, makeAsset });
  const attacks = Array.from({ length: 5 }, () => app.inject('/w/a.js'));
  await expect.poll(() => changes).toBe(5);
  expect((await app.inject('/w/b.js')).body).toContain('Other');
  expect(started.filter((content) => content.includes('Attacker'))).toHaveLength(1);
  released.resolve();
  const replies = await Promise.all(attacks);
  expect(new Set(replies.map(({ body }) => body)).size).toBe(5);
  await app.close();
});

it('serves the compressed files of the build, and other files uncompressed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nines-assets-'));
  try {
    await writeFile(join(folder, 'a.js'), 'let a;');
    await writeFile(join(folder, 'a.js.br'), 'brotli');
    await writeFile(join(folder, 'a.js.gz'), 'gzip');
    await writeFile(join(folder, 'b.woff2'), 'font');
    const files = await readAssets(pathToFileURL(`${folder}/`));
    expect([...files.keys()].toSorted()).toEqual(['a.js', 'b.woff2']);
    const app = Fastify();
    app.get('/:name', (request, reply) =>
      sendAsset(request, reply, files.get((request.params as { name: string }).name)!, 'no-cache'),
    );
    const get = async (name: string, accepted: string) => {
      const reply = await app.inject({ url: `/${name}`, headers: { 'accept-encoding': accepted } });
      return [reply.headers['content-encoding'], reply.body];
    };
    expect(await get('a.js', 'gzip, br')).toEqual(['br', 'brotli']);
    expect(await get('a.js', 'gzip')).toEqual(['gzip', 'gzip']);
    expect(await get('a.js', 'identity')).toEqual([undefined, 'let a;']);
    expect(await get('b.woff2', 'gzip, br')).toEqual([undefined, 'font']);
    await app.close();
  } finally {
    await rm(folder, { recursive: true });
  }
});
