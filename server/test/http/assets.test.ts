import Fastify from 'fastify';
import { syncBuiltinESMExports } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import zlib from 'node:zlib';
import { expect, it } from 'vitest';
import { makeAsset, sendAsset } from '../../src/http/asset.ts';
import { startTestServer } from '../harness/server.ts';

const asset = makeAsset('a.svg', '<svg/>');

function appWithAsset() {
  const app = Fastify();
  app.get('/', (request, reply) => sendAsset(request, reply, asset, 'no-cache'));
  return app;
}

it('keeps nothing of what strangers say that they accept', async () => {
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
  // Twenty megabytes in all.
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

it('compresses nothing for who asks for a badge that is not there', async () => {
  const server = await startTestServer();
  const { brotliCompressSync } = zlib;
  let compressed = 0;
  try {
    zlib.brotliCompressSync = (...given) => {
      compressed += 1;
      return brotliCompressSync(...given);
    };
    syncBuiltinESMExports();
    makeAsset('seen.svg', '<svg/>');
    expect(compressed).toBe(1);
    for (const theme of ['auto', 'light', 'dark', 'pink']) {
      for (const key of ['pk_1_0123456789abcdef', 'anything', 'else']) {
        const reply = await fetch(`${server.url}/badge/${key}.svg?theme=${theme}`);
        expect(reply.status).toBe(404);
      }
    }
    expect(compressed).toBe(1);
  } finally {
    zlib.brotliCompressSync = brotliCompressSync;
    syncBuiltinESMExports();
    await server.stop();
  }
});
