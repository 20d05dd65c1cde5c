import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { decodeId } from '../../src/database/ids.ts';
import { type Client, delightedClient, isSince, now, rate, refusal } from '../harness/delighted.ts';
import { aggregateOf, ask, postAnswer } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { uuidv7 } from '../harness/uuid.ts';

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

describe('metrics', () => {
  it('are whole numbers, each rounded by itself', async () => {
    const scores = [...Array(32).fill(9), ...Array(13).fill(8), ...Array(6).fill(3)];
    for (const score of scores) await postAnswer(server, shop, { score });
    const metrics = await client.metrics.retrieve();
    expect(metrics.toJSON()).toEqual({
      nps: 51,
      promoter_count: 32,
      promoter_percent: 63,
      passive_count: 13,
      passive_percent: 25,
      detractor_count: 6,
      detractor_percent: 12,
      response_count: 51,
    });
  });

  it('are of the thirty days before the newest response, or of the dates that are asked for', async () => {
    const day = 86_400;
    await rate(client, [10, 10], 200 * day);
    await rate(client, [0], 100 * day);
    await rate(client, [9], 90 * day);
    expect(await client.metrics.retrieve()).toMatchObject({ response_count: 2, nps: 0 });
    const since = now() - 250 * day;
    expect(await client.metrics.retrieve({ since })).toMatchObject({ response_count: 4, nps: 50 });
    const until = now() - 150 * day;
    expect(await client.metrics.retrieve({ since, until })).toMatchObject({ nps: 100 });
    const dates = { since: new Date(since * 1000), until: new Date(until * 1000) };
    expect(await client.metrics.retrieve(dates)).toMatchObject({ response_count: 2 });
    const second = (await client.surveyResponse.all())[0].created_at;
    const exactly = { since: second, until: second };
    expect(await client.metrics.retrieve(exactly)).toMatchObject({ promoter_count: 2 });
  });

  it('can be of a trend, which is a survey or a moment', async () => {
    await postAnswer(server, shop, { score: 10, moment: 'checkout' });
    await postAnswer(server, shop, { score: 1, moment: 'delivery' });
    expect(await client.metrics.retrieve({ trend: 'delivery' })).toMatchObject({ nps: -100 });
    expect(await client.metrics.retrieve({ trend: shop.surveyId })).toMatchObject({ nps: 0 });
    expect(await client.metrics.retrieve({ trend: 'unheard-of' })).toMatchObject({
      response_count: 0,
      nps: null,
    });
    expect(await refusal(client.metrics.retrieve({ trend: '¿' }))).toMatchObject({
      type: 'ResourceValidationError',
    });
  });
});

describe('survey responses', () => {
  it('are created, counted at once, and shown in its shape', async () => {
    const began = now();
    const person = await client.person.create({ email: 'jony@shop.example', name: 'Jony' });
    const created = await client.surveyResponse.create({
      person: person.id,
      score: 7,
      comment: 'Fast',
      person_properties: { plan: 'pro', seats: 3 },
    });
    expect(created.toJSON()).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      person: person.id,
      survey_type: 'nps',
      score: 7,
      comment: 'Fast',
      permalink: `${server.url}/v1/responses/${created.id}`,
      created_at: expect.any(Number),
      updated_at: null,
      person_properties: { plan: 'pro', seats: 3 },
      notes: [],
      tags: [],
      additional_answers: [],
    });
    expect(isSince(created.created_at, began)).toBe(true);
    expect((await aggregateOf(server, shop)).total).toMatchObject({ responses: 1, passives: 1 });
    const retrieved = await client.surveyResponse.retrieve(created.id);
    expect(retrieved.toJSON()).toEqual(created.toJSON());
  });

  it('are changed by saving them, and the counts follow', async () => {
    const person = await client.person.create({ email: 'a@shop.example' });
    const response = await client.surveyResponse.create({ person: person.id, score: 2 });
    response.score = 10;
    response.comment = 'Mended';
    const saved = await response.save();
    expect(saved).toMatchObject({ id: response.id, score: 10, comment: 'Mended' });
    expect(saved.updated_at).toBeGreaterThanOrEqual(saved.created_at);
    const { total } = await aggregateOf(server, shop);
    expect(total).toMatchObject({ responses: 1, promoters: 1, detractors: 0 });
    const other = await client.person.create({ email: 'b@shop.example' });
    saved.person = other.id;
    expect(await saved.save()).toMatchObject({ person: other.id, score: 10, comment: 'Mended' });
  });

  it('keep both of two concurrent changes', async () => {
    const person = await client.person.create({ email: 'a@shop.example' });
    const authorization = `Basic ${Buffer.from(`${shop.secretKey}:`).toString('base64')}`;
    for (let round = 0; round < 10; round += 1) {
      const { id } = await client.surveyResponse.create({ person: person.id, score: 2 });
      const change = async (fields: object) => {
        const reply = await fetch(`${server.url}/delighted/v1/survey_responses/${id}`, {
          method: 'PUT',
          headers: { authorization, 'content-type': 'application/json' },
          body: JSON.stringify(fields),
        });
        return reply.status;
      };
      const changes = [{ score: 9 }, { comment: 'Mended' }, { person_properties: { plan: 'pro' } }];
      expect(await Promise.all(changes.map(change))).toEqual([200, 200, 200]);
      expect(await client.surveyResponse.retrieve(id)).toMatchObject(Object.assign({}, ...changes));
    }
  });

  it('go into the oldest active survey on 0–10', async () => {
    const send = (method: string, path: string, body: object) =>
      ask(server, shop, path, {
        method,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    await send('POST', '/v1/surveys', { name: 'From one', scale: '1-10' });
    // The oldest active survey now has another scale.
    await send('PATCH', `/v1/surveys/${shop.surveyId}`, { active: false });
    await rate(client, [0, 10]);
    expect(await client.metrics.retrieve()).toMatchObject({ response_count: 2, nps: 0 });
    const { body } = await send('POST', '/v1/surveys', { name: 'Active' });
    await rate(client, [9]);
    expect(await client.metrics.retrieve({ trend: body.id })).toMatchObject({ response_count: 1 });
  });

  it('are refused where there is no survey on 0–10', async () => {
    await server.sql`
      update surveys set settings = settings || '{"scale": "1-10"}'
      where id = ${decodeId(shop.surveyId)!}`;
    expect(await refusal(rate(client, [9]))).toMatchObject({ type: 'ResourceValidationError' });
    const [{ stored }] = await server.sql<[{ stored: number }]>`
      select count(*)::int as stored from responses where shop_id = ${decodeId(shop.shopId)!}`;
    expect(stored).toBe(0);
  });

  it('keep fields that the API does not have when they are changed', async () => {
    const id = uuidv7();
    const order = { id: '7', value: 5, currency: 'EUR' };
    await postAnswer(server, shop, { id, order, effort: 6, expectation: 'met', locale: 'nl' });
    const response = await client.surveyResponse.retrieve(id);
    expect(response.additional_answers).toMatchObject([
      { id: 'effort', value: { scale: 6 } },
      { id: 'expectation', value: { select_one: { id: 'met' } } },
    ]);
    response.comment = 'Called';
    await response.save();
    expect((await ask(server, shop, `/v1/responses/${id}`)).body).toMatchObject({
      comment: 'Called',
      score: 9,
      effort: 6,
      expectation: 'met',
      order,
      locale: 'nl',
      revision: 2,
    });
  });

  it('are listed oldest first, page by page, with the person expanded on request', async () => {
    const began = now();
    await rate(client, [1], 3_000);
    await rate(client, [2], 2_000);
    await rate(client, [3], 1_000);
    const scores = async (query: object) =>
      (await client.surveyResponse.all(query)).map((response: Client) => response.score);
    expect(await scores({})).toEqual([1, 2, 3]);
    expect(await scores({ order: 'desc' })).toEqual([3, 2, 1]);
    expect(await scores({ per_page: 2, page: 2 })).toEqual([3]);
    expect(await scores({ per_page: 500 })).toHaveLength(3);
    expect(await scores({ since: began - 2_500 })).toEqual([2, 3]);
    expect(await scores({ until: began - 1_500 })).toEqual([1, 2]);
    expect(await scores({ trend: 'delivery' })).toEqual([]);
    expect(await scores({ person_email: 'rater@shop.example' })).toHaveLength(3);
    expect(await scores({ person_email: 'nobody@shop.example' })).toEqual([]);

    const [oldest] = await client.surveyResponse.all();
    oldest.comment = 'Later';
    await oldest.save();
    expect(await scores({ order: 'desc:updated_at' })).toEqual([1, 3, 2]);
    expect(await scores({ updated_since: began - 500 })).toEqual([1]);
    expect(await scores({ updated_until: began - 500 })).toEqual([2, 3]);

    for (const expand of ['person', ['person', 'notes']]) {
      const [first] = await client.surveyResponse.all({ expand });
      expect(first.person).toMatchObject({ email: 'rater@shop.example', name: null });
    }
    const bracketed = await client.surveyResponse.retrieve(oldest.id, { 'expand[]': 'person' });
    expect(bracketed.person.email).toBe('rater@shop.example');
  });

  it('of shoppers who are not in the address list have a person without an address', async () => {
    await postAnswer(server, shop, {});
    await postAnswer(server, shop, { customer: { email: 'known@shop.example' } });
    await client.person.create({ email: 'Known@shop.example' });
    const found = await client.surveyResponse.all({ expand: 'person' });
    const addresses = found.map((response: Client) => response.person.email);
    expect(addresses.toSorted()).toEqual([null, 'known@shop.example'].toSorted());
    expect(found.every((response: Client) => typeof response.person.id === 'string')).toBe(true);
  });

  it.each([
    [{}, { person: ["can't be blank"], score: ["can't be blank"] }],
    [{ person: '12', score: 11 }, { score: ['must be between 0 and 10'] }],
    [{ person: '12', score: 9 }, { person: ['does not exist'] }],
  ])('are refused for %j as it refused them', async (fields, errors) => {
    const error = await refusal(client.surveyResponse.create(fields));
    expect(error['type']).toBe('ResourceValidationError');
    expect(JSON.parse(String(error['message']))).toEqual({
      status: 422,
      message: 'Unprocessable Entity',
      errors,
    });
  });
});
