import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { type Client, delightedClient, rate, refusal } from '../harness/delighted.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';

let server: TestServer;
let shop: CreatedShop;
let client: Client;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  shop = await createShop(server);
  client = delightedClient(server, shop.secretKey);
});

describe('access', () => {
  it('requires a key, and hides other shops', async () => {
    await rate(client, [9]);
    const error = await refusal(delightedClient(server, 'sk_wrong').metrics.retrieve());
    expect(error).toMatchObject({
      type: 'AuthenticationError',
      message: '{"status":401,"message":"Unauthorized"}',
    });
    const [{ id, person }] = await client.surveyResponse.all();
    const stranger = delightedClient(server, (await createShop(server)).secretKey);
    expect(await stranger.surveyResponse.all()).toEqual([]);
    expect((await refusal(stranger.surveyResponse.retrieve(id)))['message']).toContain('404');
    expect((await refusal(stranger.person.retrieve(person)))['message']).toContain('404');
    expect((await refusal(stranger.person.delete({ id: person })))['message']).toContain('404');
  });

  it.each([
    ['/metrics', 'text/html', 406],
    ['/metrics', 'text/html, application/json;q=0.9', 200],
    ['/metrics', '*/*', 200],
    ['/metrics.json', 'text/html', 200],
    ['/metrics.xml', '*/*', 406],
    ['/survey_responses.json', 'text/html', 200],
    ['/people.json', 'text/html', 200],
    ['/unsubscribes.json', 'text/html', 200],
    ['/bounces.json', 'text/html', 200],
    ['/nothing.json', '*/*', 404],
  ])('%s with Accept: %s is %i', async (path, accept, status) => {
    const authorization = `Basic ${Buffer.from(`${shop.secretKey}:`).toString('base64')}`;
    const reply = await fetch(`${server.url}/delighted/v1${path}`, {
      headers: { authorization, accept },
    });
    expect(reply.status).toBe(status);
    if (status !== 200) expect(await reply.json()).toMatchObject({ status });
  });

  it('works with the key alone, as the Python client sends it', async () => {
    const authorization = `Basic ${Buffer.from(shop.secretKey).toString('base64')}`;
    const reply = await fetch(`${server.url}/delighted/v1/metrics`, { headers: { authorization } });
    expect(reply.status).toBe(200);
  });

  it('accepts forms, as curl sends them', async () => {
    const authorization = `Basic ${Buffer.from(`${shop.secretKey}:`).toString('base64')}`;
    const reply = await fetch(`${server.url}/delighted/v1/people.json`, {
      method: 'POST',
      headers: { authorization },
      body: new URLSearchParams({
        email: 'form@shop.example',
        delay: '60',
        send: 'true',
        'properties[plan]': 'pro',
      }),
    });
    expect(reply.status).toBe(201);
    expect(await reply.json()).toMatchObject({ properties: { plan: 'pro' } });
  });

  it('says when to retry, and the client reads it', async () => {
    const strict = await startTestServer({ RATE_LIMIT_PER_MINUTE: '1' });
    const limited = delightedClient(strict, (await createShop(strict)).secretKey);
    for (let count = 0; count < 10; count += 1) await limited.metrics.retrieve();
    const error = await refusal(limited.metrics.retrieve());
    expect(error).toMatchObject({
      type: 'TooManyRequestsError',
      message: '{"status":429,"message":"Too Many Requests"}',
    });
    expect(error['retryAfter']).toBeGreaterThan(0);
    expect(error['retryAfter']).toBeLessThanOrEqual(60);
    await strict.stop();
  });
});
