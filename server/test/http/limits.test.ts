import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { readConfig } from '../../src/config/config.ts';
import { orderToken } from '../harness/orders.ts';
import { aggregateOf, ask, post, postAnswer } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop, shopOrigin } from '../harness/shops.ts';
import { uuidv7 } from '../harness/uuid.ts';

/** Starts a server with these settings, for one test. */
async function withServer(
  environment: Record<string, string>,
  test: (server: TestServer, shop: CreatedShop) => Promise<void>,
): Promise<void> {
  const server = await startTestServer(environment);
  try {
    await test(server, await createShop(server));
  } finally {
    await server.stop();
  }
}

/** The number of accepted answers of ten, each with the next of these X-Forwarded-For headers. */
async function letIn(server: TestServer, shop: CreatedShop, forwarded: (index: number) => string) {
  let count = 0;
  for (let index = 0; index < 10; index += 1) {
    const reply = await postAnswer(server, shop, {}, { 'x-forwarded-for': forwarded(index) });
    if (reply.status === 201) count += 1;
  }
  return count;
}

describe('the limit for each client address', () => {
  it('refuses with 429, a problem document and Retry-After', async () => {
    await withServer({ RATE_LIMIT_PER_MINUTE: '3' }, async (server, shop) => {
      const replies = [];
      for (let index = 0; index < 5; index += 1) {
        replies.push(await postAnswer(server, shop, {}, { origin: shopOrigin }));
      }
      expect(replies.map(({ status }) => status)).toEqual([201, 201, 201, 429, 429]);
      const last = replies.at(-1)!;
      expect(last.headers.get('content-type')).toContain('application/problem+json');
      expect(last.body).toMatchObject({ status: 429, requestId: expect.any(String) });
      const retryAfter = Number(last.headers.get('retry-after'));
      expect(retryAfter).toBeGreaterThan(0);
      expect(retryAfter).toBeLessThanOrEqual(60);
      // The page of the shop can read the header.
      expect(last.headers.get('access-control-allow-origin')).toBe(shopOrigin);
      expect(last.headers.get('access-control-expose-headers')).toContain('retry-after');
      // Views and preflights count towards the same limit; private routes have none.
      const view = JSON.stringify({ id: uuidv7(), key: shop.publicKey });
      expect((await post(server, '/v1/views', view)).status).toBe(429);
      expect((await preflight(server, shopOrigin)).status).toBe(429);
      for (let index = 0; index < 5; index += 1) {
        expect((await ask(server, shop, '/v1/shop')).status).toBe(200);
      }
    });
  });

  it('ignores X-Forwarded-For by default', async () => {
    await withServer({ RATE_LIMIT_PER_MINUTE: '3' }, async (server, shop) => {
      expect(await letIn(server, shop, (index) => `198.51.100.${index}`)).toBe(3);
    });
  });

  it('trusts the number of hops in TRUST_PROXY, and no address that the client added', async () => {
    await withServer({ RATE_LIMIT_PER_MINUTE: '3', TRUST_PROXY: '1' }, async (server, shop) => {
      // The proxy appends the client's address. Clients can write anything before it.
      expect(await letIn(server, shop, (index) => `198.51.100.${index}, 203.0.113.1`)).toBe(3);
      expect(await letIn(server, shop, (index) => `203.0.113.${index + 2}`)).toBe(10);
    });
  });

  it('trusts the proxies in TRUST_PROXY, and nobody behind them', async () => {
    const environment = { RATE_LIMIT_PER_MINUTE: '3', TRUST_PROXY: 'loopback, 10.0.0.0/8' };
    await withServer(environment, async (server, shop) => {
      expect(await letIn(server, shop, (index) => `1.1.1.${index}, 203.0.113.1, 10.0.0.7`)).toBe(3);
      expect(await letIn(server, shop, (index) => `203.0.113.${index + 2}, 10.0.0.7`)).toBe(10);
    });
    const elsewhere = { RATE_LIMIT_PER_MINUTE: '3', TRUST_PROXY: '192.0.2.1' };
    await withServer(elsewhere, async (server, shop) => {
      expect(await letIn(server, shop, (index) => `203.0.113.${index}`)).toBe(3);
    });
  });

  it('counts an IPv6 network as one client', async () => {
    await withServer({ RATE_LIMIT_PER_MINUTE: '3', TRUST_PROXY: '1' }, async (server, shop) => {
      expect(await letIn(server, shop, (index) => `2001:db8:1:2::${index + 1}`)).toBe(3);
      expect(await letIn(server, shop, (index) => `2001:db8:1:${index + 3}::1`)).toBe(10);
    });
  });

  it.each(['yes', '10.0.0.0/33', '1.2.3', '::1/200', 'proxy.example'])(
    'does not start with TRUST_PROXY=%s',
    (value) => {
      expect(() => readConfig({ TRUST_PROXY: value })).toThrow(/TRUST_PROXY/);
    },
  );
});

async function preflight(server: TestServer, origin: string): Promise<Response> {
  return fetch(`${server.url}/v1/responses`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    },
  });
}

it('a server that is reached by HTTPS asks browsers to stay with it', async () => {
  await withServer({ PUBLIC_URL: 'https://nines.example' }, async (server) => {
    const { headers } = await fetch(`${server.url}/dashboard`);
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
  });
});

it('a client that sends its headers or its body too slowly is disconnected', async () => {
  const slow = await startTestServer({}, { bodyTimeoutMs: 1_000, headersTimeoutMs: 1_000 });
  try {
    const head = 'POST /v1/responses HTTP/1.1\r\nHost: x\r\n';
    // They would send for longer than the test's timeout.
    const [headers, body, refused] = await Promise.all([
      dribble(slow, `${head}X-Slow: `),
      dribble(slow, `${head}Content-Type: text/plain\r\nContent-Length: 9999\r\n\r\n{`),
      dribble(slow, `${head}Content-Type: image/png\r\nContent-Length: 9999\r\n\r\n`),
    ]);
    for (const reply of [headers, body]) {
      expect(reply).toMatch(/^HTTP\/1\.1 408 /);
      expect(reply).toContain('application/problem+json');
    }
    expect(refused).toMatch(/^HTTP\/1\.1 415 /);
  } finally {
    await slow.stop();
  }
});

describe('a server', () => {
  let server: TestServer;
  let shop: CreatedShop;
  beforeAll(async () => {
    server = await startTestServer();
    shop = await createShop(server);
  });
  afterAll(() => server.stop());

  it('allows only origins of shops, also in a preflight', async () => {
    const own = await preflight(server, shopOrigin);
    expect(own.status).toBe(204);
    expect(own.headers.get('access-control-allow-origin')).toBe(shopOrigin);
    expect(own.headers.get('access-control-allow-methods')).toBe('POST');
    for (const origin of ['https://stranger.example', 'null', `${shopOrigin}.evil.example`]) {
      const reply = await preflight(server, origin);
      expect(reply.headers.get('access-control-allow-origin')).toBeNull();
      const answer = await postAnswer(server, shop, {}, { origin });
      expect(answer.status).toBe(403);
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
    // The origin of another shop passes the preflight, which names no shop, but its answer is refused.
    const other = await createShop(server, { origins: ['https://other.example'] });
    expect((await preflight(server, 'https://other.example')).status).toBe(204);
    const reply = await postAnswer(server, shop, {}, { origin: 'https://other.example' });
    expect(reply.status).toBe(403);
    expect((await postAnswer(server, other, {}, { origin: 'https://other.example' })).status).toBe(
      201,
    );
  });

  it('refuses a body over 16 KiB, also without Content-Length', async () => {
    const comment = 'x'.repeat(16_384);
    expect((await postAnswer(server, shop, { comment })).status).toBe(413);
    const stream = new ReadableStream({
      pull(controller) {
        controller.enqueue(new TextEncoder().encode('x'.repeat(4_096)));
      },
    });
    const chunked = await fetch(`${server.url}/v1/responses`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: stream,
      duplex: 'half',
    } as RequestInit).then(
      ({ status }) => status,
      () => 'cut off',
    );
    expect([413, 'cut off']).toContain(chunked);
  });

  it('counts signed answers separately', async () => {
    const signed = await createShop(server);
    const token = await orderToken(server, signed, { order: 'a' });
    await postAnswer(server, signed, { score: 10, order: { id: 'a', token } });
    await postAnswer(server, signed, { score: 0, order: { id: 'b' } });
    const wrong = { id: 'c', token: await orderToken(server, shop, { order: 'c' }) };
    expect((await postAnswer(server, signed, { order: wrong })).status).toBe(403);
    expect((await aggregateOf(server, signed)).total).toMatchObject({ responses: 2, nps: 0 });
    const verified = await aggregateOf(server, signed, 'verified=true');
    expect(verified.total).toMatchObject({ responses: 1, promoters: 1, nps: 100 });
  });

  it('sends security headers with every page', async () => {
    for (const path of ['/docs', '/dashboard', '/openapi.json', '/health/live', '/nowhere']) {
      const { headers } = await fetch(server.url + path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('strict-transport-security')).toBeNull();
    }
    const docs = await fetch(`${server.url}/docs`);
    expect(docs.headers.get('content-security-policy')).toMatch(/script-src 'self' 'sha256-/);
  });

  it('sends none with answers, which no browser shows', async () => {
    const { headers } = await fetch(`${server.url}/v1/responses`, { method: 'POST', body: '{' });
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toBeNull();
  });

  it('lets every shop embed the loader', async () => {
    const { headers } = await fetch(`${server.url}/w/${shop.publicKey}.js`);
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(headers.get('access-control-allow-origin')).toBe('*');
  });

  it('refuses a NUL anywhere in an address', async () => {
    const basic = `Basic ${Buffer.from(`${shop.secretKey}:`).toString('base64')}`;
    for (const [path, authorization, status] of [
      ['/w/%00.js', '', 400],
      ['/v1/responses?property.%00=x', `Bearer ${shop.secretKey}`, 400],
      ['/v1/customers/%00', `Bearer ${shop.secretKey}`, 400],
      // Delighted's API has no 400.
      ['/delighted/v1/people?email=a%00b', basic, 422],
      ['/delighted/v1/survey_responses?person_email=%00', basic, 422],
    ] as const) {
      const reply = await fetch(server.url + path, { headers: { authorization } });
      expect([path, reply.status]).toEqual([path, status]);
    }
  });

  it('reveals no internals in errors', async () => {
    const replies = [
      await fetch(`${server.url}/v1/responses`, { method: 'POST', body: '{"a":' }),
      await fetch(`${server.url}/v1/responses`, { method: 'PUT', body: '{}' }),
      await fetch(`${server.url}/w/%E0%A4%A.js`),
      await fetch(`${server.url}/v1/shop`),
    ];
    for (const reply of replies) {
      expect(reply.headers.get('server')).toBeNull();
      expect(reply.headers.get('x-powered-by')).toBeNull();
      expect(reply.headers.get('content-type')).toContain('application/problem+json');
      expect(await reply.text()).not.toMatch(/FST_|fastify|node_modules|\bat \w+ \(|postgres/i);
    }
  });
});

/** Sends `start`, then a byte each half second. Returns everything received until the connection ended. */
function dribble(server: TestServer, start: string): Promise<string> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve) => {
    let received = '';
    const socket = connect(Number(port), hostname, () => socket.write(start));
    const timer = setInterval(() => socket.write('a'), 500);
    socket.setEncoding('utf8');
    socket.on('data', (text) => (received += text));
    socket.on('error', () => {});
    socket.on('close', () => {
      clearInterval(timer);
      resolve(received);
    });
  });
}
