import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { type Client, delightedClient, now, refusal } from '../harness/delighted.ts';
import { orderToken } from '../harness/orders.ts';
import { startReceiver } from '../harness/receiver.ts';
import { recount } from '../harness/recount.ts';
import { aggregateOf, ask, post, postAnswer, type Reply } from '../harness/requests.ts';
import { soonSeen, startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { until } from '../harness/until.ts';
import { uuidv7 } from '../harness/uuid.ts';

let server: TestServer;
let shop: CreatedShop;

beforeAll(async () => {
  server = await startTestServer({ WEBHOOKS_TO_PRIVATE_ADDRESSES: 'true' }, soonSeen);
});
afterAll(async () => {
  expect(await recount(server.sql)).toEqual([]);
  await server.stop();
});
beforeEach(async () => {
  shop = await createShop(server);
});

const send = (method: string, path: string, body?: object): Promise<Reply> =>
  ask(server, shop, path, {
    method,
    ...(body && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
const stored = async (id: string) => (await send('GET', `/v1/responses/${id}`)).body;
const shopId = () => Number.parseInt(shop.shopId, 36);

/** Sends an answer and returns its id. It must be new. */
async function answer(fields: Record<string, unknown>): Promise<string> {
  const id = uuidv7();
  expect(await postAnswer(server, shop, { id, ...fields })).toMatchObject({ status: 201 });
  return id;
}

async function exported(type: string, query = ''): Promise<string> {
  const reply = await fetch(`${server.url}/v1/responses?${query}`, {
    headers: { authorization: `Bearer ${shop.secretKey}`, accept: type },
  });
  return reply.text();
}

const rowsOf = (csv: string): Record<string, string>[] => parse(csv, { columns: true, bom: true });

async function importFile(type: string, body: string): Promise<void> {
  const headers = { 'content-type': type, authorization: `Bearer ${shop.secretKey}` };
  // An export of another shop names another survey.
  const reply = await post(server, `/v1/imports?survey=${shop.surveyId}`, body, headers);
  expect(reply.body).toMatchObject({ rejected: 0 });
}

async function untilRecounted(): Promise<void> {
  await until('the history is counted again', async () => {
    const pending = await server.sql`select from recounts where shop_id = ${shopId()}`;
    return pending.length === 0;
  });
}

describe('a test answer', () => {
  it('is stored and marked in the list, by its id, and in both forms of an export', async () => {
    const [test, real] = [await answer({ score: 3, test: true }), await answer({ score: 9 })];
    expect(await stored(test)).toMatchObject({ score: 3, test: true });
    expect(await stored(real)).toMatchObject({ score: 9, test: false });
    const marks = { [test]: true, [real]: false };
    const { responses } = (await send('GET', '/v1/responses')).body;
    expect(marksOf(responses)).toEqual(marks);
    const lines = (await exported('application/x-ndjson')).trimEnd().split('\n');
    expect(marksOf(lines.map((line) => JSON.parse(line)))).toEqual(marks);
    const rows = rowsOf(await exported('text/csv'));
    expect(rows.map(({ id, test: mark }) => [id, mark])).toEqual([
      [real, 'false'],
      [test, 'true'],
    ]);
  });

  it.each([
    ['test=true', [3, 2]],
    ['test=false', [9]],
    ['', [9, 3, 2]],
    ['test=true&limit=1', [3]],
  ])('is found by the filter %s', async (query, scores) => {
    await answer({ score: 2, test: true });
    await answer({ score: 3, test: true });
    await answer({ score: 9, test: false });
    const { responses, next } = (await send('GET', `/v1/responses?${query}`)).body;
    expect(responses.map(({ score }: { score: number }) => score)).toEqual(scores);
    expect(next !== null).toBe(query.includes('limit'));
    const rows = rowsOf(await exported('text/csv', query));
    expect(rows).toHaveLength(query.startsWith('test=true') ? 2 : scores.length);
  });

  it('is marked by true alone', async () => {
    const reply = await postAnswer(server, shop, { test: 'yes' });
    expect(reply).toMatchObject({ status: 422, body: { errors: [{ path: 'test' }] } });
    const wrong = await send('GET', '/v1/responses?test=maybe');
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ path: 'test' }] } });
  });

  it('is in no aggregate, breakdown or trend, and on no badge', async () => {
    const about = { moment: 'delivery', effort: 2, expectation: 'below', locale: 'nl' };
    await answer({ ...about, score: 0, test: true });
    const empty = await aggregateOf(server, shop, 'by=moment,locale,effort,expectation');
    expect(empty.total).toMatchObject({ responses: 0, nps: null, effort: { responses: 0 } });
    expect(empty.breakdown).toEqual([]);
    expect(empty.trend.every(({ responses }) => responses === 0)).toBe(true);

    await answer({ ...about, score: 10 });
    for (const query of ['', 'moment=delivery', 'moment=delivery&locale=nl&by=effort']) {
      const { total, breakdown } = await aggregateOf(server, shop, query);
      expect(total, query).toMatchObject({ responses: 1, nps: 100 });
      for (const { responses } of breakdown) expect(responses).toBe(1);
    }
    await send('PATCH', '/v1/shop', { badge: true });
    const badge = await (await fetch(`${server.url}/badge/${shop.publicKey}.svg`)).text();
    expect(badge).not.toContain('>0</text>');
  });

  it('opens no case and sends no webhook, also when it is revised', async () => {
    const receiver = await startReceiver();
    try {
      expect((await send('POST', '/v1/webhooks', { url: receiver.url })).status).toBe(201);
      const test = await answer({ score: 1, test: true });
      await postAnswer(server, shop, { id: test, score: 2, revision: 2, test: true });
      const real = await answer({ score: 1 });
      await until('the real answer is told', () => receiver.received.length >= 2);
      const told = receiver.received.map(({ text }) => JSON.parse(text).data.id);
      expect(new Set(told)).toEqual(new Set([real]));
      const { cases } = (await send('GET', '/v1/cases')).body;
      expect(cases.map(({ id }: { id: string }) => id)).toEqual([real]);
      const sent = await server.sql`select from webhook_deliveries where subject = ${test}`;
      expect(sent).toHaveLength(0);
    } finally {
      await receiver.stop();
    }
  });

  it('takes no slot of a segment, also when the history is counted again', async () => {
    await send('PATCH', `/v1/surveys/${shop.surveyId}`, { segments: ['plan'] });
    await untilRecounted();
    await answer({ properties: { plan: 'tried' }, test: true });
    await answer({ properties: { plan: 'pro' } });
    const slots = () => server.sql`select value from segment_values where shop_id = ${shopId()}`;
    expect(await slots()).toEqual([{ value: 'pro' }]);
    await send('PATCH', '/v1/shop', { timezone: 'Asia/Kolkata' });
    await untilRecounted();
    expect(await slots()).toEqual([{ value: 'pro' }]);
    const { breakdown } = await aggregateOf(server, shop, 'by=property.plan');
    expect(breakdown).toMatchObject([{ value: 'pro', responses: 1 }]);
  });

  it('is shown and erased with its person', async () => {
    const test = await answer({ customer: { id: 'c' }, comment: 'mine', test: true });
    const shown = (await send('GET', '/v1/customers/c')).body.responses;
    expect(shown).toMatchObject([{ id: test, test: true }]);
    expect((await send('DELETE', '/v1/customers/c')).body).toMatchObject({ responses: 1 });
    expect(await stored(test)).toMatchObject({ comment: null, customer: null, test: true });
  });

  it.each(['text/csv', 'application/x-ndjson'])(
    'is still a test when its export is imported as %s',
    async (type) => {
      const test = await answer({ score: 0, test: true });
      const real = await answer({ score: 9 });
      const file = await exported(type);
      shop = await createShop(server);
      await importFile(type, file);
      expect(await stored(test)).toMatchObject({ score: 0, test: true });
      expect(await stored(real)).toMatchObject({ score: 9, test: false });
      expect((await aggregateOf(server, shop)).total.scores[0]).toBe(0);
    },
  );
});

describe('the signed order of a test answer', () => {
  it('is left to the real answer, before and after it, and to another test', async () => {
    const order = { token: await orderToken(server, shop, { order: '1001' }) };
    await answer({ score: 0, order, test: true });
    const real = await answer({ score: 9, order });
    await answer({ score: 0, order, test: true });
    expect(await stored(real)).toMatchObject({ verified: true, test: false });
    const second = await postAnswer(server, shop, { score: 0, order });
    expect(second.status).toBe(200);
    const { total } = await aggregateOf(server, shop, 'verified=true');
    expect(total).toMatchObject({ responses: 1, nps: 100 });
  });

  it('can be added by a revision of the real answer, and of another test', async () => {
    const order = { token: await orderToken(server, shop, { order: '1001' }) };
    await answer({ score: 0, order, test: true });
    const [real, test] = [await answer({ score: 8 }), await answer({ score: 8, test: true })];
    for (const [id, mark] of [
      [real, false],
      [test, true],
    ] as const) {
      await postAnswer(server, shop, { id, revision: 2, order, test: mark });
      expect(await stored(id)).toMatchObject({ revision: 2, verified: true, test: mark });
    }
  });
});

describe('a revision', () => {
  it('does not make a real answer a test', async () => {
    await send('PATCH', `/v1/surveys/${shop.surveyId}`, { segments: ['plan'] });
    await untilRecounted();
    const properties = { plan: 'pro' };
    const id = await answer({ score: 9, properties });
    await postAnswer(server, shop, { id, score: 2, revision: 2, properties, test: true });
    expect(await stored(id)).toMatchObject({ score: 2, revision: 2, test: false });
    const { total, breakdown } = await aggregateOf(server, shop, 'by=property.plan');
    expect(total.scores).toEqual([0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(breakdown).toMatchObject([{ value: 'pro', responses: 1 }]);
    expect((await send('GET', `/v1/cases/${id}`)).status).toBe(200);
  });

  it('does not make a test a real answer', async () => {
    const id = await answer({ score: 9, test: true });
    await postAnswer(server, shop, { id, score: 2, revision: 2, test: false });
    expect(await stored(id)).toMatchObject({ score: 2, revision: 2, test: true });
    expect((await aggregateOf(server, shop)).total.responses).toBe(0);
    expect((await send('GET', `/v1/cases/${id}`)).status).toBe(404);
  });
});

describe('the Delighted API', () => {
  let client: Client;
  beforeEach(() => {
    client = delightedClient(server, shop.secretKey);
  });

  it('has no test in its metrics or its list, nor under the id of the test', async () => {
    const test = await answer({ score: 0, test: true });
    const real = await answer({ score: 9 });
    expect(await client.metrics.retrieve()).toMatchObject({ response_count: 1, nps: 100 });
    const listed = await client.surveyResponse.all();
    expect(listed.map(({ id }: { id: string }) => id)).toEqual([real]);
    expect((await refusal(client.surveyResponse.retrieve(test)))['message']).toContain('404');
  });

  it('does not count a test as the last answer of a person', async () => {
    const email = 'anna@shopper.example';
    await client.person.create({ email, send: false });
    await answer({ customer: { email }, test: true });
    const person = () => client.person.retrieve(`email:${email}`);
    expect((await person()).last_responded_at).toBeNull();
    await answer({ customer: { email } });
    expect((await person()).last_responded_at).toBeLessThanOrEqual(now());
  });
});

function marksOf(responses: readonly { id: string; test: boolean }[]): Record<string, boolean> {
  return Object.fromEntries(responses.map(({ id, test }) => [id, test]));
}
