import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { ask } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';

let server: TestServer;
let shop: CreatedShop;
let address: string;

beforeAll(async () => {
  server = await startTestServer();
  shop = await createShop(server);
  address = `${server.url}/w/${shop.publicKey}.js`;
});
afterAll(() => server.stop());

it('holds the shop’s settings, so the rules need no further request', async () => {
  const reply = await fetch(address);
  const script = await reply.text();
  expect(reply.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(script).toContain(shop.publicKey);
  expect(script).toContain(shop.surveyId);
  expect(script).not.toContain('__NINES');
});

it('is cached for minutes, has an ETag, and changes with the settings', async () => {
  const first = await fetch(address);
  const caching = first.headers.get('cache-control') ?? '';
  const [fresh, stale] = [/max-age=(\d+)/, /stale-while-revalidate=(\d+)/].map((directive) =>
    Number(directive.exec(caching)?.[1]),
  );
  expect(fresh).toBeGreaterThanOrEqual(60);
  expect(fresh! + stale!).toBe(300);
  const headers = { 'if-none-match': first.headers.get('etag')! };
  expect((await fetch(address, { headers })).status).toBe(304);
  await ask(server, shop, `/v1/surveys/${shop.surveyId}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ display: { delay: 42 } }),
  });
  const second = await fetch(address, { headers });
  expect(second.status).toBe(200);
  expect(await second.text()).toContain('42');
});

it('reports orders where the shop measures loyalty', async () => {
  const measuring = await createShop(server);
  const script = async () => (await fetch(`${server.url}/w/${measuring.publicKey}.js`)).text();
  const set = (settings: object) =>
    ask(server, measuring, '/v1/shop', {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(settings),
    });
  expect((await ask(server, measuring, '/v1/shop')).body.loyalty).toBe(false);
  expect(await script()).not.toContain('"loyalty":true');
  expect((await set({ loyalty: true })).body.loyalty).toBe(true);
  // It stays when another setting is changed.
  expect((await set({ name: 'Another name' })).body.loyalty).toBe(true);
  expect(await script()).toContain('"loyalty":true');
  expect((await set({ loyalty: false })).body.loyalty).toBe(false);
  expect(await script()).not.toContain('"loyalty":true');
  expect(await set({ loyalty: null })).toMatchObject({
    status: 422,
    body: { errors: [{ path: 'loyalty' }] },
  });
});

it.each(['br', 'gzip', 'identity'])('is sent as %s on request', async (encoding) => {
  const reply = await fetch(address, { headers: { 'accept-encoding': encoding } });
  expect(reply.headers.get('content-encoding') ?? 'identity').toBe(encoding);
  expect(reply.headers.get('vary')).toContain('accept-encoding');
  expect(await reply.text()).toContain(shop.publicKey);
});

it('imports a prompt that is cached for ever and that any shop may import', async () => {
  const manifest = await readFile(new URL(import.meta.resolve('@nines/widget/manifest')), 'utf8');
  const file = manifest.match(/prompt\.nl\.\w+\.js/)?.[0];
  const reply = await fetch(`${server.url}/w/${file}`);
  expect(reply.status).toBe(200);
  expect(reply.headers.get('cache-control')).toContain('immutable');
  expect(reply.headers.get('access-control-allow-origin')).toBe('*');
});

it('does nothing for an unknown key, and prints nothing in the console', async () => {
  for (const key of ['pk_1_0123456789abcdef', 'anything', shop.secretKey]) {
    const reply = await fetch(`${server.url}/w/${key}.js`);
    expect(reply.status).toBe(200);
    expect((await reply.text()).replace(/\/\*.*\*\//, '').trim()).toBe('');
  }
});

it('does nothing for a closed key', async () => {
  const shopOfTwo = await createShop(server);
  const added = await ask(server, shopOfTwo, '/v1/shop/keys', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'public' }),
  });
  const { id, key } = added.body as { id: string; key: string };
  const url = `${server.url}/w/${key}.js`;
  expect(await (await fetch(url)).text()).toContain(shopOfTwo.surveyId);
  const closed = await ask(server, shopOfTwo, `/v1/shop/keys/${id}`, {
    method: 'DELETE',
  });
  expect(closed.status).toBe(204);
  const reply = await fetch(url);
  expect(reply.status).toBe(200);
  expect((await reply.text()).replace(/\/\*.*\*\//, '').trim()).toBe('');
});

it('asks nothing when the survey is not active', async () => {
  const quiet = await createShop(server);
  await ask(server, quiet, `/v1/surveys/${quiet.surveyId}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ active: false }),
  });
  const script = await (await fetch(`${server.url}/w/${quiet.publicKey}.js`)).text();
  expect(script).not.toContain(quiet.surveyId);
});

it('asks by the oldest survey that is switched on', async () => {
  const busy = await createShop(server);
  const { body: second } = await ask(server, busy, '/v1/surveys', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Second' }),
  });
  const script = await (await fetch(`${server.url}/w/${busy.publicKey}.js`)).text();
  expect(script).toContain(busy.surveyId);
  expect(script).not.toContain(second.id);
});
