import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Aggregate } from '@nines/shared/wire/aggregate';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { recount } from '../harness/recount.ts';
import { ask, post } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { uuidv7 } from '../harness/uuid.ts';

// The parts of a total: counts by each dimension, with their views.

let server: TestServer;
let shop: CreatedShop;
const period = 'from=2026-05-01&to=2026-05-02';

beforeAll(async () => {
  server = await startTestServer();
  shop = await createShop(server);
  const settings = {
    reasons: ['price', 'delivery'].map((id) => ({ id, label: { en: id } })),
    segments: ['plan'],
  };
  await ask(server, shop, `/v1/surveys/${shop.surveyId}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(settings),
  });
  await send([
    ...Array.from({ length: 6 }, () => view('2026-05-01', { moment: 'checkout', locale: 'nl' })),
    ...Array.from({ length: 4 }, () => view('2026-05-02', { moment: 'delivery', locale: 'en' })),
    view('2026-05-02', { moment: 'service', locale: 'en' }),
    // An order page is not a view of the prompt.
    view('2026-05-02', {
      moment: 'delivery',
      locale: 'en',
      kind: 'order',
      order: { id: '1001' },
    }),
    answer('2026-05-01', 9, { reasons: ['price', 'delivery'], effort: 7, locale: 'nl' }),
    answer('2026-05-01', 2, { reasons: ['delivery'], effort: 2, expectation: 'below' }),
    answer('2026-05-01', 10, {
      expectation: 'amazed',
      verified: true,
      properties: { plan: 'pro' },
    }),
    answer('2026-05-02', 7, { moment: 'delivery', properties: { plan: 'free' } }),
  ]);
});
afterAll(async () => {
  expect(await recount(server.sql)).toEqual([]);
  await server.stop();
});

it('has views and response rates in the total, by day and by the dimensions of views', async () => {
  const { total, trend, breakdown } = await aggregate('by=moment,locale');
  expect(total).toMatchObject({ responses: 4, views: 11, responseRate: 0.3636 });
  expect(trend).toMatchObject([
    { start: '2026-05-01', responses: 3, views: 6, responseRate: 0.5 },
    { start: '2026-05-02', responses: 1, views: 5, responseRate: 0.2 },
  ]);
  expect(parts(breakdown)).toEqual([
    ['moment', 'checkout', 3, 6],
    ['moment', 'delivery', 1, 4],
    ['moment', 'service', 0, 1],
    ['locale', 'nl', 1, 6],
    ['locale', 'en', 0, 5],
  ]);
  expect(breakdown[2]).toMatchObject({ nps: null, interval: null, responseRate: 0 });
});

it('filters views like responses, from the rollups and from the rows', async () => {
  const one = await aggregate('moment=checkout');
  expect(one).toMatchObject({ source: 'rollups', total: { responses: 3, views: 6 } });
  const two = await aggregate('moment=delivery&locale=en');
  expect(two).toMatchObject({ source: 'responses', total: { responses: 0, views: 4 } });
  expect(two.total).toMatchObject({ nps: null, mean: null, responseRate: 0 });
});

it.each(['reason=delivery', 'effort=7', 'expectation=below', 'verified=true', 'property.plan=pro'])(
  'has no views by %s, which views do not have',
  async (filter) => {
    for (const source of ['', '&source=responses']) {
      const { total, trend } = await aggregate(`${filter}${source}`);
      expect(total.responses).toBeGreaterThan(0);
      expect([total.views, total.responseRate]).toEqual([null, null]);
      expect(
        trend.every(({ views, responseRate }) => views === null && responseRate === null),
      ).toBe(true);
    }
  },
);

it('counts by several dimensions, the same from the rollups and from the responses', async () => {
  const by = 'by=reason,effort&by=expectation,verified&by=property.plan';
  const { breakdown, source } = await aggregate(by);
  expect(source).toBe('rollups');
  expect(parts(breakdown)).toEqual([
    // An answer with two reasons counts in both.
    ['reason', 'delivery', 2, null],
    ['reason', 'price', 1, null],
    ['effort', '2', 1, null],
    ['effort', '7', 1, null],
    ['expectation', 'amazed', 1, null],
    ['expectation', 'below', 1, null],
    ['verified', 'false', 3, null],
    ['verified', 'true', 1, null],
    ['property.plan', 'free', 1, null],
    ['property.plan', 'pro', 1, null],
  ]);
  expect((await aggregate(`${by}&source=responses`)).breakdown).toEqual(breakdown);
});

it('counts filtered responses by another dimension', async () => {
  const { breakdown, source } = await aggregate('moment=checkout&by=reason,locale,effort');
  expect(source).toBe('responses');
  expect(parts(breakdown)).toEqual([
    ['reason', 'delivery', 2, null],
    ['reason', 'price', 1, null],
    ['locale', 'nl', 1, 6],
    ['effort', '2', 1, null],
    ['effort', '7', 1, null],
  ]);
});

function parts(breakdown: Aggregate['breakdown']) {
  return breakdown.map(({ by, value, responses, views }) => [by, value, responses, views]);
}

function view(day: string, more: object): object {
  const viewedAt = `${day}T10:00:00Z`;
  return { type: 'view', id: uuidv7(Date.parse(viewedAt)), viewedAt, ...more };
}

function answer(day: string, score: number, more: object): object {
  const answeredAt = `${day}T10:00:00Z`;
  return { id: uuidv7(Date.parse(answeredAt)), score, answeredAt, ...more };
}

async function send(lines: readonly object[]): Promise<void> {
  const body = lines.map((line) => JSON.stringify(line)).join('\n');
  const reply = await post(server, '/v1/imports', body, {
    'content-type': 'application/x-ndjson',
    authorization: `Bearer ${shop.secretKey}`,
  });
  expect(reply.body).toMatchObject({ stored: lines.length, rejected: 0 });
}

async function aggregate(query: string): Promise<Aggregate> {
  const path = `/v1/surveys/${shop.surveyId}/aggregate?${period}&${query}`;
  const reply = await ask(server, shop, path);
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  return reply.body;
}
