import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createClient, NinesError, type Client } from '@nines/shared/client';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { signOrder } from '../harness/orders.ts';
import { startReceiver } from '../harness/receiver.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { until } from '../harness/until.ts';
import { uuidv7 } from '../harness/uuid.ts';

let server: TestServer;
let shop: CreatedShop;
let client: Client;

beforeAll(async () => {
  server = await startTestServer({ WEBHOOKS_TO_PRIVATE_ADDRESSES: 'true' });
});
afterAll(() => server.stop());
beforeEach(async () => {
  shop = await createShop(server);
  client = createClient({ url: server.url, key: shop.secretKey, fetch });
});

function answer(fields: object = {}) {
  return client.sendAnswer({ id: uuidv7(), key: shop.publicKey, score: 9, ...fields });
}

describe('the typed client', () => {
  it('sends answers and views, and reads the numbers', async () => {
    const id = uuidv7();
    expect(await answer({ id, moment: 'delivery' })).toEqual({ id, revision: 1 });
    await answer({ score: 3 });
    const view = { id: uuidv7(), key: shop.publicKey };
    expect(await client.sendView(view)).toBeUndefined();
    const aggregate = await client.getAggregate(shop.surveyId, {
      interval: 'week',
      by: ['moment', 'channel'],
      compare: 'previous',
    });
    expect(aggregate).toMatchObject({
      total: { responses: 2, views: 1, nps: 0 },
      previous: { responses: 0 },
    });
    expect(new Set(aggregate.breakdown.map(({ by }) => by))).toEqual(
      new Set(['moment', 'channel']),
    );
    const filtered = await client.getAggregate('all', { filters: { moment: ['delivery', 'x'] } });
    expect(filtered.total).toMatchObject({ responses: 1, nps: 100 });
  });

  it('lists responses, one page and all of them', async () => {
    for (let score = 0; score < 5; score += 1) await answer({ score });
    const page = await client.listResponses({ limit: 2 });
    expect(page.responses.map(({ score }) => score)).toEqual([4, 3]);
    const scores = [];
    for await (const { score } of client.eachResponse({ limit: 2 })) scores.push(score);
    expect(scores).toEqual([4, 3, 2, 1, 0]);
    const [first] = page.responses;
    expect(await client.getResponse(first!.id)).toEqual(first);
    const some = await client.listResponses({ filters: { score: ['1', '2'] } });
    expect(some.responses).toHaveLength(2);
  });

  it('changes cases, and sums them up', async () => {
    for (let score = 0; score < 5; score += 1) {
      await answer({ score, order: { id: String(score), value: 10, currency: 'EUR' } });
    }
    const { cases } = await client.listCases({ limit: 2, status: ['open'] });
    expect(cases.map(({ score }) => score)).toEqual([4, 3]);
    const id = cases[0]!.id;
    await client.updateCase(id, { status: 'contacted', owner: 'Sanne' });
    const noted = await client.addCaseNote(id, { author: 'Sanne', text: 'Called' });
    expect(await client.getCase(id)).toEqual(noted);
    expect(noted).toMatchObject({ status: 'contacted', notes: [{ text: 'Called' }] });
    const open = [];
    for await (const { score } of client.eachCase({ limit: 1, owner: '' })) open.push(score);
    expect(open).toEqual([3, 2, 1, 0]);
    expect(await client.getCaseSummary({ survey: shop.surveyId })).toMatchObject({
      open: 4,
      contacted: 1,
      atStake: [{ currency: 'EUR', value: 50, cases: 5 }],
    });
    await expect(client.updateCase(uuidv7(), { owner: null })).rejects.toMatchObject({
      status: 404,
    });
  });

  it('reads and changes settings', async () => {
    expect(await client.updateShop({ name: 'Renamed' })).toMatchObject({ name: 'Renamed' });
    expect(await client.getShop()).toMatchObject({ name: 'Renamed', badge: false });
    const added = await client.addSurvey({ name: 'After delivery' });
    await client.updateSurvey(added.id, { active: false });
    expect(await client.getSurvey(added.id)).toMatchObject({
      name: 'After delivery',
      active: false,
    });
    expect(await client.listSurveys()).toHaveLength(2);
    const key = await client.addKey('secret');
    expect(await client.listKeys()).toHaveLength(4);
    expect(await client.closeKey(key.id)).toBeUndefined();
    expect(await client.listKeys()).toHaveLength(3);
  });

  it('rotates signing keys, and requires signed orders', async () => {
    const added = await client.addKey('signing');
    const { signingKeys, answers } = await client.getShop();
    expect(signingKeys).toEqual([{ kid: added.id, secret: added.key }, expect.anything()]);
    expect(answers).toBe('any');
    await client.closeKey(signingKeys[1]!.kid);
    await client.updateShop({ answers: 'signed' });
    await expect(answer()).rejects.toMatchObject({ status: 403 });
    const token = await signOrder({ order: '1' }, { kid: added.id, secret: added.key });
    expect(await answer({ order: { token } })).toMatchObject({ revision: 1 });
  });

  it('adds webhooks, lists deliveries and replays them', async () => {
    const receiver = await startReceiver();
    const { id, secret } = await client.addWebhook({ url: receiver.url });
    expect(secret).toMatch(/^whsec_/);
    expect(await client.listWebhooks()).toMatchObject([{ id, url: receiver.url }]);
    await answer();
    await until('it was told', () => receiver.received.length === 1);
    const { deliveries } = await client.listDeliveries(id, { limit: 1 });
    await client.replayDelivery(id, deliveries[0]!.id);
    await until('it was told again', () => receiver.received.length === 2);
    await client.removeWebhook(id);
    expect(await client.listWebhooks()).toEqual([]);
    await receiver.stop();
  });

  it('rejects with the server’s problem document', async () => {
    const error = await answer({ score: 11 }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(NinesError);
    expect(error).toMatchObject({ status: 422, problem: { errors: [{ path: 'score' }] } });
    await expect(client.getSurvey('../shop')).rejects.toMatchObject({ status: 404 });
    const stranger = createClient({ url: server.url, key: 'sk_wrong', fetch });
    await expect(stranger.getShop()).rejects.toMatchObject({ status: 401 });
    const away = createClient({ url: 'http://127.0.0.1:1', fetch });
    await expect(away.getShop()).rejects.not.toBeInstanceOf(NinesError);
    const page = async () => ({ ok: false, status: 502, text: async () => '<h1>Bad gateway</h1>' });
    const behind = createClient({ url: '', fetch: page });
    await expect(behind.getShop()).rejects.toMatchObject({ status: 502, problem: undefined });
  });
});
