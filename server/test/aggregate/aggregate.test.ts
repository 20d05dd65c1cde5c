import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Aggregate } from '@nines/shared/wire/aggregate';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { orderTokens } from '../harness/orders.ts';
import { recount } from '../harness/recount.ts';
import { ask, post, postAnswer, type Reply } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { uuidv7 } from '../harness/uuid.ts';

let server: TestServer;
let shop: CreatedShop;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  expect(await recount(server.sql)).toEqual([]);
  await server.stop();
});

describe('the figures', () => {
  it('match the published example and are rounded once', async () => {
    shop = await createShop(server);
    await answer(shop, '2026-05-01', { 6: 6, 8: 13, 10: 32 });
    const { total } = await aggregate(shop, 'from=2026-05-01&to=2026-05-01');
    expect(total).toMatchObject({
      responses: 51,
      promoters: 32,
      passives: 13,
      detractors: 6,
      nps: 50.98,
      interval: [29.29, 67],
      marginOfError: 18.85,
      minimumDetectableChange: 38.11,
      confidence: 0.95,
    });
    const sure = await aggregate(shop, 'from=2026-05-01&to=2026-05-01&confidence=0.99');
    expect(sure.total.marginOfError).toBeGreaterThan(24);
  });

  it('are null without responses, and empty buckets are listed', async () => {
    shop = await createShop(server);
    await answer(shop, '2026-05-03', { 9: 1 });
    const { trend } = await aggregate(shop, 'from=2026-05-01&to=2026-05-04');
    expect(trend.map(({ start, responses }) => [start, responses])).toEqual([
      ['2026-05-01', 0],
      ['2026-05-02', 0],
      ['2026-05-03', 1],
      ['2026-05-04', 0],
    ]);
    const nothing = { nps: null, interval: null, mean: null, minimumDetectableChange: null };
    expect(trend[0]).toMatchObject({ ...nothing, caution: null, marginOfError: null });
  });

  it.each([
    [{ 9: 1 }, 'Only 1 response:'],
    [{ 9: 29 }, 'Only 29 responses:'],
    [{ 9: 20, 1: 20 }, 'The true score may lie anywhere in 59 points'],
    [{ 9: 40 }, null],
  ])('of %o come with the caution %s', async (scores, caution) => {
    shop = await createShop(server);
    await answer(shop, '2026-05-01', scores);
    const { total, trend } = await aggregate(shop, 'from=2026-05-01&to=2026-05-01&by=moment');
    const expected = caution === null ? null : expect.stringContaining(caution);
    expect(total.caution).toEqual(expected);
    expect(trend[0]!.caution).toEqual(expected);
  });

  it('count the signed answers, from the counts and from the responses alike', async () => {
    shop = await createShop(server);
    const tokens = await orderTokens(server, shop, 2);
    for (const token of tokens) await postAnswer(server, shop, { order: { token } });
    await postAnswer(server, shop, { order: { id: 'signed-0' } });
    expect((await aggregate(shop, '')).total).toMatchObject({ responses: 3, verified: 2 });
    expect((await aggregate(shop, 'source=responses&by=verified')).total.verified).toBe(2);
    const compared = await aggregate(shop, 'by=verified&compare=previous');
    expect(compared.previous).toMatchObject({ responses: 0, verified: 0 });
    expect((await aggregate(shop, 'moment=checkout')).total.verified).toBeNull();
  });

  it('include effort and expectation; with a filter they are counted from the responses', async () => {
    shop = await createShop(server);
    const day = '2026-05-01';
    await answer(shop, day, { 9: 2 }, { effort: 7, expectation: 'amazed' });
    await answer(shop, day, { 3: 1 }, { effort: 2, expectation: 'below', moment: 'delivery' });
    await answer(shop, day, { 3: 1 }, {});
    const period = `from=${day}&to=${day}`;
    const { total } = await aggregate(shop, period);
    expect(total.effort).toEqual({ responses: 3, mean: 5.33, counts: [0, 1, 0, 0, 0, 0, 2] });
    expect(total.expectation).toMatchObject({
      responses: 3,
      counts: { below: 1, met: 0, exceeded: 0, delighted: 0, amazed: 2 },
      shares: { below: 0.3333, met: 0, amazed: 0.6667 },
    });
    const filtered = await aggregate(shop, `${period}&moment=delivery`);
    expect(filtered.total).toMatchObject({ responses: 1, effort: null, expectation: null });
    const counted = await aggregate(shop, `${period}&moment=delivery&source=responses`);
    expect(counted.total).toMatchObject({ responses: 1, effort: { responses: 1, mean: 2 } });
    expect(counted.source).toBe('responses');
  });
});

describe('a comparison', () => {
  beforeAll(async () => {
    shop = await createShop(server);
    await answer(shop, '2026-03-31', { 0: 40 });
    await answer(shop, '2026-04-30', { 9: 10, 0: 30 });
    await answer(shop, '2026-05-01', { 9: 40 });
  });

  it('with `previous` uses the period of the same length just before', async () => {
    const query = 'from=2026-05-01&to=2026-05-30&compare=previous';
    const { total, previous, change } = await aggregate(shop, query);
    expect(previous).toMatchObject({ from: '2026-04-01', to: '2026-04-30', nps: -50 });
    expect(change).toMatchObject({ nps: total.nps! - previous!.nps!, significant: true });
    expect(change!.pValue).toBeLessThan(0.001);
  });

  it('uses the given days', async () => {
    const query = 'from=2026-05-01&to=2026-05-30&compareFrom=2026-03-01&compareTo=2026-03-31';
    const { previous, change } = await aggregate(shop, query);
    expect(previous).toMatchObject({
      from: '2026-03-01',
      to: '2026-03-31',
      responses: 40,
      nps: -100,
    });
    expect(change!.nps).toBe(200);
  });

  it('applies the same filter to both periods', async () => {
    const query = 'from=2026-05-01&to=2026-05-30&compare=previous&moment=service';
    const { total, previous, change } = await aggregate(shop, query);
    expect([total.responses, previous!.responses, change!.nps]).toEqual([0, 0, null]);
  });

  it.each([
    ['compareFrom=2026-03-01', 'compareTo'],
    ['compareTo=2026-03-01', 'compareFrom'],
    ['compare=previous&compareFrom=2026-03-01&compareTo=2026-03-02', 'compare'],
    ['compareFrom=2026-03-02&compareTo=2026-03-01', 'compareFrom'],
    ['from=2026-05-02&to=2026-05-01', 'from'],
    ['from=2000-01-01&to=2026-05-01', 'interval'],
    // Years that JavaScript or PostgreSQL cannot represent.
    ['from=0000-01-01', 'from'],
    ['to=0001-01-05', 'to'],
    ['from=0001-01-01&compare=previous', 'from'],
    ['compareFrom=0000-01-01&compareTo=2026-01-01', 'compareFrom'],
    ['compareFrom=2026-01-01&compareTo=9999-12-31', 'compareTo'],
    ['by=weather', 'by.0'],
    ['by=property.plan', 'by'],
    ['property.plan=pro', 'property.plan'],
    ['effort=8', 'effort.0'],
    ['verified=maybe', 'verified'],
    ['colour=red', 'colour'],
  ])('or a question like %s is refused at %s', async (query, path) => {
    const reply = await told(shop, query);
    expect(reply).toMatchObject({ status: 422, body: { errors: [{ path }] } });
  });
});

describe('the source of the counts', () => {
  it.each([
    ['', 'rollups'],
    ['by=moment,locale,reason,verified', 'rollups'],
    ['moment=checkout', 'rollups'],
    ['moment=checkout&moment=delivery', 'rollups'],
    ['moment=checkout&by=moment', 'rollups'],
    ['reason=price', 'rollups'],
    ['verified=false&by=verified', 'rollups'],
    ['moment=checkout&locale=nl', 'responses'],
    ['moment=checkout&by=locale', 'responses'],
    // A response with both reasons would count twice.
    ['reason=price&reason=staff', 'responses'],
    ['reason=price&by=reason', 'responses'],
  ])('%s: from the %s', async (query, source) => {
    shop ??= await createShop(server);
    expect((await aggregate(shop, query)).source).toBe(source);
  });
});

describe('the dimension verified', () => {
  beforeAll(async () => {
    shop = await createShop(server);
    await answer(shop, '2026-05-01', { 9: 3, 2: 1 }, { verified: true });
    await answer(shop, '2026-05-01', { 8: 6 });
  });

  it.each([
    ['', [6, 4]],
    ['&verified=true', [4]],
    ['&verified=false', [6]],
  ])(
    '%s counts each answer once, from the rollups as from the responses',
    async (filter, sizes) => {
      const query = `from=2026-05-01&to=2026-05-01&by=verified${filter}`;
      const { breakdown, source } = await aggregate(shop, query);
      expect(source).toBe('rollups');
      expect(breakdown.map(({ responses }) => responses)).toEqual(sizes);
      const counted = await aggregate(shop, `${query}&source=responses`);
      expect(breakdown).toEqual(counted.breakdown);
    },
  );
});

describe('all surveys', () => {
  it('are counted together on one scale, never on two', async () => {
    shop = await createShop(server);
    const second = await addSurvey(shop, {});
    await answer(shop, '2026-05-01', { 9: 2 });
    await answer(shop, '2026-05-01', { 0: 1 }, { survey: second });
    const day = 'from=2026-05-01&to=2026-05-01&by=moment';
    const both = await aggregate(shop, day, 'all');
    expect(both).toMatchObject({ survey: 'all', scale: '0-10', total: { responses: 3 } });
    expect(both.trend[0]!.responses).toBe(3);
    expect(both.breakdown).toMatchObject([{ value: 'checkout', responses: 3 }]);

    const third = await addSurvey(shop, { scale: '1-10' });
    await answer(shop, '2026-05-01', { 10: 5 }, { survey: third });
    const mixed = await told(shop, day, 'all');
    expect(mixed).toMatchObject({ status: 422, body: { errors: [{ path: 'scale' }] } });
    expect(mixed.body.detail).toContain('two scales');
    expect((await aggregate(shop, `${day}&scale=0-10`, 'all')).total.responses).toBe(3);
    expect((await aggregate(shop, `${day}&scale=1-10`, 'all')).total.responses).toBe(5);
    expect((await told(shop, 'scale=0-10', third)).status).toBe(422);
  });

  it('of another shop are a 404', async () => {
    const other = await createShop(server);
    expect((await told(other, '', shop.surveyId)).status).toBe(404);
    expect((await told({ ...other, secretKey: 'sk_1_0123456789abcdef' }, '')).status).toBe(401);
  });
});

describe('a segment', () => {
  it('counts fifty values apart and the others as (other), and says so', async () => {
    shop = await createShop(server);
    await patchSurvey(shop, { segments: ['plan'] });
    const plans = Array.from({ length: 60 }, (_, index) => `plan-${index}`);
    // At the same time: two must not both take the last slot.
    await Promise.all(plans.map((plan) => postAnswer(server, shop, { properties: { plan } })));
    const { breakdown, capped } = await aggregate(shop, 'by=property.plan');
    expect(breakdown).toHaveLength(51);
    expect(breakdown[0]).toMatchObject({ value: '(other)', responses: 10 });
    expect(capped).toEqual(['property.plan']);
    const other = await aggregate(shop, 'property.plan=(other)');
    expect(other).toMatchObject({ source: 'rollups', total: { responses: 10 } });
    const twice = await aggregate(shop, 'property.plan=(other)&moment=checkout');
    expect(twice).toMatchObject({ source: 'responses', total: { responses: 10 } });
  });

  it('moves with a later revision, also for numbers and booleans', async () => {
    shop = await createShop(server);
    await patchSurvey(shop, { segments: ['plan', 'vip'] });
    const id = uuidv7();
    await postAnswer(server, shop, { id, properties: { plan: 1, vip: true, shoe: 42 } });
    await postAnswer(server, shop, { id, revision: 2, properties: { plan: 'pro', vip: true } });
    const { breakdown } = await aggregate(shop, 'by=property.plan,property.vip');
    expect(breakdown.map(({ by, value, responses }) => [by, value, responses])).toEqual([
      ['property.plan', 'pro', 1],
      ['property.vip', 'true', 1],
    ]);
  });
});

describe('a client that asks again', () => {
  it('gets a 304 until something changes', async () => {
    shop = await createShop(server);
    await postAnswer(server, shop, { score: 9 });
    const first = await told(shop, '');
    const etag = first.headers.get('etag')!;
    const asked = { headers: { 'if-none-match': etag } };
    expect(await told(shop, '', shop.surveyId, asked)).toMatchObject({ status: 304, body: '' });
    const weak = { headers: { 'if-none-match': `"x", W/${etag}` } };
    expect((await told(shop, '', shop.surveyId, weak)).status).toBe(304);
    // Another query has another ETag.
    expect((await told(shop, 'interval=year', shop.surveyId, asked)).status).toBe(200);

    const id = uuidv7();
    const changes = [
      () => postAnswer(server, shop, { id, score: 9 }),
      () => postAnswer(server, shop, { id, score: 10, revision: 2 }),
      () => postAnswer(server, shop, { id, score: 10, revision: 3, effort: 5 }),
      () => post(server, '/v1/views', JSON.stringify({ id: uuidv7(), key: shop.publicKey })),
    ];
    const seen = new Set([etag]);
    for (const change of changes) {
      await change();
      const reply = await told(shop, '');
      expect(seen.has(reply.headers.get('etag')!)).toBe(false);
      seen.add(reply.headers.get('etag')!);
    }
    expect((await aggregate(shop, '')).total).toMatchObject({
      responses: 2,
      views: 1,
      scores: [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1],
      effort: { responses: 1, mean: 5 },
    });
  });
});

/** Imports past answers: a number of each score, at noon of a day in Amsterdam. */
async function answer(
  of: CreatedShop,
  day: string,
  scores: Record<number, number>,
  more: object = {},
): Promise<void> {
  const answeredAt = `${day}T10:00:00Z`;
  const lines = Object.entries(scores).flatMap(([score, times]) =>
    Array.from({ length: times }, () =>
      JSON.stringify({
        id: uuidv7(Date.parse(answeredAt)),
        score: Number(score),
        ...more,
        answeredAt,
      }),
    ),
  );
  const reply = await post(server, '/v1/imports', lines.join('\n'), {
    'content-type': 'application/x-ndjson',
    authorization: `Bearer ${of.secretKey}`,
  });
  expect(reply.body).toMatchObject({ stored: lines.length, rejected: 0 });
}

function told(
  of: CreatedShop,
  query: string,
  survey = of.surveyId,
  init: RequestInit = {},
): Promise<Reply> {
  return ask(server, of, `/v1/surveys/${survey}/aggregate?${query}`, init);
}

async function aggregate(of: CreatedShop, query: string, survey?: string): Promise<Aggregate> {
  const reply = await told(of, query, survey);
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  return reply.body;
}

async function addSurvey(of: CreatedShop, settings: object): Promise<string> {
  const reply = await send(of, 'POST', '/v1/surveys', { name: 'Another', ...settings });
  expect(reply.status).toBe(201);
  return reply.body.id;
}

async function patchSurvey(of: CreatedShop, settings: object): Promise<void> {
  expect((await send(of, 'PATCH', `/v1/surveys/${of.surveyId}`, settings)).status).toBe(200);
}

function send(of: CreatedShop, method: string, path: string, body: object): Promise<Reply> {
  const headers = { 'content-type': 'application/json' };
  return ask(server, of, path, { method, headers, body: JSON.stringify(body) });
}
