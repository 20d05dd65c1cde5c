import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { orderToken } from '../harness/orders.ts';
import { aggregateOf, ask, post, postAnswer } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop, shopOrigin } from '../harness/shops.ts';
import { uuidv7 } from '../harness/uuid.ts';

let server: TestServer;
let shop: CreatedShop;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

describe('an answer', () => {
  it('is stored once when it is repeated, with its highest revision', async () => {
    shop = await createShop(server);
    const id = uuidv7();
    expect(await postAnswer(server, shop, { id, score: 6 })).toMatchObject({
      status: 201,
      body: { id, revision: 1 },
    });
    expect((await postAnswer(server, shop, { id, score: 6 })).status).toBe(200);
    const third = await postAnswer(server, shop, {
      id,
      score: 10,
      revision: 3,
      comment: 'Better',
    });
    expect(third).toMatchObject({ status: 200, body: { id, revision: 3 } });
    const late = await postAnswer(server, shop, { id, score: 0, revision: 2 });
    expect(late).toMatchObject({ status: 200, body: { id, revision: 3 } });

    const { total } = await aggregateOf(server, shop);
    expect(total).toMatchObject({ responses: 1, promoters: 1, detractors: 0, nps: 100 });
    const stored = await ask(server, shop, `/v1/responses/${id}`);
    expect(stored.body).toMatchObject({ score: 10, revision: 3, comment: 'Better' });
  });

  it('stays on the scale of its survey when a revision names another survey', async () => {
    shop = await createShop(server);
    const { body: second } = await ask(server, shop, '/v1/surveys', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'From one', scale: '1-10' }),
    });
    const id = uuidv7();
    await postAnswer(server, shop, { id, survey: second.id, score: 3 });
    // Without a survey it belongs to the first one, on 0–10.
    const wrong = await postAnswer(server, shop, { id, score: 0, revision: 2 });
    expect(wrong).toMatchObject({ status: 200, body: { id, revision: 1 } });
    const read = async () => (await ask(server, shop, `/v1/responses/${id}`)).body;
    expect(await read()).toMatchObject({ survey: second.id, score: 3, revision: 1 });
    const right = await postAnswer(server, shop, { id, score: 5, revision: 3, comment: 'Hm' });
    expect(right).toMatchObject({ status: 200, body: { id, revision: 3 } });
    expect(await read()).toMatchObject({ survey: second.id, score: 5, comment: 'Hm' });
    const { total } = await aggregateOf(server, { ...shop, surveyId: second.id });
    expect(total.scores).toEqual([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
  });

  it('counts once when its revisions arrive together and out of order', async () => {
    shop = await createShop(server);
    const id = uuidv7();
    const revisions = [5, 1, 4, 2, 3];
    const replies = await Promise.all(
      revisions.map((revision) => postAnswer(server, shop, { id, revision, score: revision })),
    );
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(replies.every(({ status }) => status === 200 || status === 201)).toBe(true);
    const { total } = await aggregateOf(server, shop);
    expect(total.scores).toEqual([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
  });

  it('moves between dimensions when a revision changes them', async () => {
    shop = await createShop(server);
    const id = uuidv7();
    await postAnswer(server, shop, { id, moment: 'checkout', locale: 'nl' });
    await postAnswer(server, shop, {
      id,
      moment: 'delivery',
      locale: 'nl',
      revision: 2,
      score: 3,
    });
    const { breakdown } = await aggregateOf(server, shop, 'by=moment,locale');
    expect(breakdown).toMatchObject([
      { by: 'moment', value: 'delivery', responses: 1, detractors: 1 },
      { by: 'locale', value: 'nl', responses: 1, detractors: 1 },
    ]);
  });

  it('gets its time from its id when it arrives late, within limits', async () => {
    shop = await createShop(server);
    for (const time of [daysAgo(3), daysAgo(30), daysAgo(-30)]) {
      await postAnswer(server, shop, { id: uuidv7(time) });
    }
    const { body } = await ask(server, shop, '/v1/responses');
    const ages = body.responses.map((response: { answeredAt: string }) =>
      Math.round((Date.now() - Date.parse(response.answeredAt)) / 86_400_000),
    );
    expect(ages).toEqual([0, 0, 3]);
  });

  it.each([
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148 Safari/604.1', 'phone'],
    ['Mozilla/5.0 (Linux; Android 16; Pixel 9) Chrome/142.0 Mobile Safari/537.36', 'phone'],
    ['Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) Mobile/15E148 Safari/604.1', 'tablet'],
    ['Mozilla/5.0 (Linux; Android 16; SM-X910) Chrome/142.0 Safari/537.36', 'tablet'],
    ['Mozilla/5.0 (Android 16; Tablet; rv:145.0) Gecko/145.0 Firefox/145.0', 'tablet'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/142.0 Safari/537.36', 'desktop'],
    ['curl/8.16.0', 'other'],
  ])('with the User-Agent %s is of the device %s', async (userAgent, device) => {
    shop = await createShop(server);
    await postAnswer(server, shop, {}, { 'user-agent': userAgent });
    const { body } = await ask(server, shop, '/v1/responses');
    expect(body.responses).toMatchObject([{ device }]);
  });

  it('is stored without the spaces around its comment, and a comment of spaces is none', async () => {
    shop = await createShop(server);
    const id = uuidv7();
    const stored = async () => (await ask(server, shop, `/v1/responses/${id}`)).body;
    await postAnswer(server, shop, { id, comment: '  Late,\n but here \n' });
    expect(await stored()).toMatchObject({ comment: 'Late,\n but here' });
    await postAnswer(server, shop, { id, revision: 2, comment: ' \n ' });
    expect(await stored()).toMatchObject({ revision: 2, comment: null });
  });

  it('stores only a hash of the customer', async () => {
    shop = await createShop(server);
    const id = uuidv7();
    await postAnswer(server, shop, { id, customer: { id: 'customer 17', email: 'a@b.example' } });
    const [row] = await server.sql`select to_jsonb(r) as row from responses r where id = ${id}`;
    expect(JSON.stringify(row)).not.toContain('a@b.example');
    expect(JSON.stringify(row)).not.toContain('customer 17');
    expect(JSON.stringify(row)).not.toContain('127.0.0.1');
  });
});

describe('invalid requests', () => {
  beforeAll(async () => {
    shop = await createShop(server);
  });

  it.each([
    ['a score off the scale', { score: 11 }, 'score'],
    ['a score that is not whole', { score: 8.5 }, 'score'],
    ['an id that is not a UUIDv7', { id: '00000000-0000-4000-8000-000000000000' }, 'id'],
    ['a reason that the survey does not offer', { reasons: ['weather'] }, 'reasons.0'],
    ['an order without an id', { order: { value: 1 } }, 'order.id'],
    ['text that no database holds', { comment: 'a\0b' }, 'comment'],
    ['half of a surrogate pair', { properties: { plan: '\ud800' } }, 'properties.plan'],
    ['a property too many', { properties: manyProperties(21) }, 'properties'],
    ['an unknown survey', { survey: 'zzz' }, 'survey'],
  ])('%s is a 422 that names the field', async (_, fields, path) => {
    const reply = await postAnswer(server, shop, fields);
    expect(reply.status).toBe(422);
    expect(reply.headers.get('content-type')).toContain('application/problem+json');
    expect(reply.body.errors[0].path).toBe(path);
  });

  it.each([
    ['not JSON', '{', 400],
    ['not an object', '[]', 422],
    ['too large', JSON.stringify({ comment: 'x'.repeat(17_000) }), 413],
    ['nothing', '', 400],
  ])('a body that is %s', async (_, body, status) => {
    expect((await post(server, '/v1/responses', body)).status).toBe(status);
  });

  it('an unknown key is a 404', async () => {
    const reply = await postAnswer(server, shop, { key: 'pk_1_0123456789abcdef' });
    expect(reply.status).toBe(404);
  });

  it('another origin is a 403; the shop’s own and no origin are accepted', async () => {
    const stranger = await postAnswer(server, shop, {}, { origin: 'https://stranger.example' });
    expect(stranger.status).toBe(403);
    expect(stranger.headers.get('access-control-allow-origin')).toBeNull();
    const own = await postAnswer(server, shop, {}, { origin: shopOrigin });
    expect(own.status).toBe(201);
    expect(own.headers.get('access-control-allow-origin')).toBe(shopOrigin);
    expect((await postAnswer(server, shop, {})).status).toBe(201);
  });
});

describe('a view', () => {
  it('counts once, and determines the response rate', async () => {
    shop = await createShop(server);
    const view = JSON.stringify({ id: uuidv7(), key: shop.publicKey, locale: 'nl' });
    const placed = { id: uuidv7(), key: shop.publicKey, kind: 'order', order: { id: '1001' } };
    for (const body of [view, view, JSON.stringify(placed)]) {
      expect((await post(server, '/v1/views', body)).status).toBe(204);
    }
    await post(server, '/v1/views', view.replace(/"id":"[^"]+"/, `"id":"${uuidv7()}"`));
    await postAnswer(server, shop, { locale: 'nl' });
    const { total, breakdown } = await aggregateOf(server, shop, 'by=locale');
    expect(total).toMatchObject({ views: 2, responses: 1, responseRate: 0.5 });
    expect(breakdown).toMatchObject([{ value: 'nl', views: 2, responses: 1 }]);
  });

  const order = { id: '1001', value: 59.95, currency: 'EUR' };
  const customer = { id: 'c-17', email: 'a@b.example' };
  const sendView = async (fields: object) => {
    const id = uuidv7();
    const body = JSON.stringify({ id, key: shop.publicKey, ...fields });
    return { id, reply: await post(server, '/v1/views', body) };
  };
  const viewsOf = async (ref: string) =>
    (await ask(server, shop, `/v1/customers/${ref}`)).body.views;

  it.each([
    ['unsigned', order],
    ['with a token that does not hold', { ...order, token: 'x.y.z' }],
  ])(
    'of the prompt stores no order and no customer, even if they are sent: %s',
    async (_, sent) => {
      shop = await createShop(server);
      const { id, reply } = await sendView({ order: sent, customer });
      expect(reply.status).toBe(204);
      const [row] = await server.sql`
      select order_id, order_value, order_currency, customer_ref, kind from views where id = ${id}`;
      expect(row).toEqual({
        order_id: null,
        order_value: null,
        order_currency: null,
        customer_ref: null,
        kind: 'prompt',
      });
      expect((await ask(server, shop, '/v1/customers/c-17')).status).toBe(404);
      expect((await aggregateOf(server, shop)).total.views).toBe(1);
    },
  );

  it('of an order stores the order and the customer, and counts as no view', async () => {
    shop = await createShop(server);
    const claims = { order: '1002', value: 10, customer: 'c-17' };
    const signed = { order: { token: await orderToken(server, shop, claims) } };
    const first = await sendView({ kind: 'order', order, customer });
    const second = await sendView({ kind: 'order', ...signed });
    expect([first.reply.status, second.reply.status]).toEqual([204, 204]);
    expect(await viewsOf('c-17')).toMatchObject([
      { id: second.id, kind: 'order', order: { id: '1002', value: 10 } },
      { id: first.id, kind: 'order', order },
    ]);
    expect((await aggregateOf(server, shop)).total.views).toBe(0);
  });

  it('of an order names it, or is a 422', async () => {
    const { reply } = await sendView({ kind: 'order', customer });
    expect(reply).toMatchObject({ status: 422, body: { errors: [{ path: 'order' }] } });
    const past = { type: 'view', id: uuidv7(), kind: 'order', viewedAt: '2026-05-01T12:00:00Z' };
    const imported = await post(server, '/v1/imports', JSON.stringify(past), {
      'content-type': 'application/x-ndjson',
      authorization: `Bearer ${shop.secretKey}`,
    });
    expect(imported.body).toMatchObject({ rejected: 1, errors: [{ line: 1, path: 'order' }] });
  });
});

function manyProperties(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, index]));
}

function daysAgo(count: number): number {
  return Date.now() - count * 86_400_000;
}
