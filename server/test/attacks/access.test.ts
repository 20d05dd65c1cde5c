import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { ask, post } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { adminToken, createShop } from '../harness/shops.ts';
import { uuidv7 } from '../harness/uuid.ts';

const metricsToken = 'uX4nT9sKq2LwV7dZ3mR8yGcB6hPf5JaE';

let server: TestServer;
let shop: CreatedShop;

beforeAll(async () => {
  // Addresses of clients come from the header, so that each test has its own.
  server = await startTestServer({ RATE_LIMIT_PER_MINUTE: '120', TRUST_PROXY: '127.0.0.1' });
  shop = await createShop(server);
});
afterAll(() => server.stop());

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(server.url + path, { method, headers });
const basicOf = (key: string) => `Basic ${Buffer.from(`${key}:`).toString('base64')}`;

describe('a page of another site', () => {
  it.each([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
  ])('uses no password that the browser has stored: %j', async (headers) => {
    const authorization = basicOf(shop.secretKey);
    for (const [method, path] of [
      ['GET', '/delighted/v1/people.json'],
      ['POST', '/delighted/v1/people.json'],
      ['DELETE', '/delighted/v1/people/1'],
    ]) {
      const reply = await get(path!, { ...headers, authorization } as never, method);
      expect(reply.status).toBe(403);
      expect(reply.headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it('is told apart from the shop’s own programs and a typed address', async () => {
    const authorization = basicOf(shop.secretKey);
    for (const headers of [{}, { 'sec-fetch-site': 'none' }, { origin: server.url }]) {
      const own = { ...headers, authorization } as Record<string, string>;
      const { status } = await get('/delighted/v1/people.json', own);
      expect([status, headers]).toEqual(['origin' in headers ? expect.any(Number) : 200, headers]);
    }
  });
});

describe('somebody who guesses', () => {
  const routes: [string, string, string, (key: string) => string][] = [
    ['secret keys', 'GET', '/v1/shop', (key) => `Bearer ${key}`],
    ['the ADMIN_TOKEN', 'POST', '/v1/shops', (key) => `Bearer ${key}`],
    ['passwords', 'GET', '/delighted/v1/people.json', basicOf],
  ];

  it.each(routes)('%s is slowed down, and the owner at that address is not', async (...route) => {
    const [name, method, path, write] = route;
    const client = `203.0.113.${1 + routes.findIndex(([each]) => each === name)}`;
    const guess = (from: string, key: string) =>
      get(path, { authorization: write(key), 'x-forwarded-for': from }, method);
    const statuses: number[] = [];
    for (let count = 0; count < 22; count += 1) {
      statuses.push((await guess(client, `sk_1_${String(count).padStart(64, '0')}`)).status);
    }
    expect(statuses).toEqual([...Array.from({ length: 20 }, () => 401), 429, 429]);
    const refused = await guess(client, 'sk_1_0');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const right = method === 'POST' ? adminToken : shop.secretKey;
    expect((await guess(client, right)).status).toBeLessThan(429);
    expect((await guess(client, right)).status).not.toBe(401);
    expect((await guess('203.0.113.99', 'sk_1_0')).status).toBe(401);
  });
});

describe('a cache between', () => {
  it('keeps no private reply, errors included', async () => {
    for (const path of ['/v1/shop', '/v1/responses', '/v1/surveys', `/v1/responses/${uuidv7()}`]) {
      const { headers } = await ask(server, shop, path);
      expect([path, headers.get('cache-control')]).toEqual([path, 'no-store']);
    }
    for (const path of ['/v1/shop', '/delighted/v1/people.json', '/v1/shops']) {
      const { headers } = await get(path, {}, path === '/v1/shops' ? 'POST' : 'GET');
      expect([path, headers.get('cache-control')]).toEqual([path, 'no-store']);
    }
    const broken = await post(server, '/v1/surveys', '{', {
      authorization: `Bearer ${shop.secretKey}`,
      'content-type': 'application/json',
    });
    expect(broken.status).toBe(400);
    expect(broken.headers.get('cache-control')).toBe('no-store');
  });

  it('may ask again for figures, which hold nothing personal', async () => {
    const { headers } = await ask(server, shop, `/v1/surveys/${shop.surveyId}/aggregate`);
    expect(headers.get('cache-control')).toBe('private, no-cache');
  });
});

describe('the metrics', () => {
  it('are read on this machine only, and not through a proxy on it', async () => {
    expect((await get('/metrics')).status).toBe(200);
    for (const name of ['x-forwarded-for', 'forwarded', 'x-forwarded-host']) {
      expect((await get('/metrics', { [name]: '127.0.0.1' })).status).toBe(403);
    }
  });

  it('need a METRICS_TOKEN where there is one, the old one too while it is being changed', async () => {
    const old = 'pQ8cN2vXs6HjT4wLk9ZyB3fRm7DgU5eA';
    const other = await startTestServer({ METRICS_TOKEN: `${metricsToken},${old}` });
    try {
      const read = (headers: Record<string, string>) => fetch(`${other.url}/metrics`, { headers });
      expect((await read({})).status).toBe(401);
      expect((await read({ authorization: `Bearer ${adminToken}` })).status).toBe(401);
      for (const token of [metricsToken, old]) {
        const headers = { authorization: `Bearer ${token}`, 'x-forwarded-for': '203.0.113.5' };
        expect((await read(headers)).status).toBe(200);
      }
    } finally {
      await other.stop();
    }
  });
});
