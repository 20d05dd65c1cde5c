import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { type Client, delightedClient, isSince, now, rate, refusal } from '../harness/delighted.ts';
import { aggregateOf } from '../harness/requests.ts';
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

describe('people', () => {
  it('are added with their pending survey, and changed by adding them again', async () => {
    const began = now();
    const person = await client.person.create({
      email: 'jony@shop.example',
      name: 'Jony Appleseed',
      delay: 86_400,
      properties: { plan: 'basic' },
    });
    expect(person.toJSON()).toEqual({
      id: expect.stringMatching(/^\d+$/),
      email: 'jony@shop.example',
      name: 'Jony Appleseed',
      survey_scheduled_at: expect.any(Number),
      properties: { plan: 'basic' },
    });
    expect(isSince(person.survey_scheduled_at - 86_400, began)).toBe(true);
    const again = await client.person.create({
      email: 'JONY@shop.example',
      send: false,
      properties: { seats: 2 },
    });
    expect(again).toMatchObject({
      id: person.id,
      name: 'Jony Appleseed',
      survey_scheduled_at: null,
      properties: { plan: 'basic', seats: 2 },
    });
    const [request] = await server.sql`
      select floor(extract(epoch from due_at))::int as due from delighted_survey_requests
      where person_id = ${person.id}`;
    expect(request?.['due']).toBe(person.survey_scheduled_at);
    expect(await client.person.retrieve(person.id)).toMatchObject({
      id: person.id,
      last_responded_at: null,
      phone_number: null,
      next_survey_scheduled_at: person.survey_scheduled_at,
    });
  });

  it('are listed page by page, each once', async () => {
    const emails = Array.from({ length: 7 }, (_, index) => `p${index}@shop.example`);
    for (const email of emails) await client.person.create({ email });
    const listed: string[] = [];
    await client.person.list({ per_page: 3 }).autoPagingEach((person: Client) => {
      listed.push(person.email);
    });
    expect(listed).toEqual(emails);
    let few = 0;
    await client.person.list({ per_page: 2 }).autoPagingEach(() => {
      few += 1;
      return few < 2;
    });
    const found: Client[] = [];
    await client.person.list({ email: 'p3@shop.example' }).autoPagingEach((person: Client) => {
      found.push(person.email);
    });
    expect(found).toEqual(['p3@shop.example']);
  });

  it('have the time of their last answer', async () => {
    await rate(client, [9], 500);
    const began = now();
    await rate(client, [8], 50);
    const person = await client.person.retrieve('email:rater@shop.example');
    expect(isSince(person.last_responded_at + 50, began)).toBe(true);
  });

  it('can lose their pending survey', async () => {
    const { email } = await client.person.create({ email: 'x@shop.example' });
    expect(await client.surveyRequest.deletePending({ person_email: email })).toEqual({ ok: true });
    const person = await client.person.retrieve(`email:${email}`);
    expect(person.next_survey_scheduled_at).toBeNull();
  });

  it('get no survey after they unsubscribed or their address bounced', async () => {
    const { email } = await client.person.create({ email: 'no@shop.example' });
    const unsubscribed = await client.unsubscribe.create({ person_email: email });
    expect(unsubscribed.ok).toBe(true);
    await client.unsubscribe.create({ person_email: 'unknown@shop.example' });
    const bounced = await client.person.create({ email: 'gone@shop.example', send: false });
    await server.sql`update delighted_people set bounced_at = now() where id = ${bounced.id}`;
    for (const address of [email, 'unknown@shop.example', 'gone@shop.example']) {
      expect(await client.person.create({ email: address })).toMatchObject({
        survey_scheduled_at: null,
      });
    }
    const [pending] = await server.sql`
      select count(*)::int as n from delighted_survey_requests r
      join delighted_people p on p.shop_id = r.shop_id and p.id = r.person_id
      where p.email in (${email}, 'gone@shop.example')`;
    expect(pending?.['n']).toBe(0);
    expect(await client.unsubscribe.all({ per_page: 1, page: 2 })).toMatchObject([
      { email: 'unknown@shop.example', name: null, unsubscribed_at: expect.any(Number) },
    ]);
    expect(await client.unsubscribe.all({ since: now() + 60 })).toEqual([]);
    expect(await client.bounce.all()).toMatchObject([
      { person_id: bounced.id, email: 'gone@shop.example', bounced_at: expect.any(Number) },
    ]);
  });

  it('are deleted with their personal data, and their scores still count', async () => {
    const { id, email } = await client.person.create({ email: 'bye@shop.example', name: 'Bye' });
    await client.surveyResponse.create({ person: id, score: 3, comment: 'Call me, Bye' });
    expect(await client.person.delete({ email })).toEqual({ ok: true });
    expect((await aggregateOf(server, shop)).total).toMatchObject({ responses: 1, detractors: 1 });
    const [response] = await client.surveyResponse.all({ expand: 'person' });
    expect(response).toMatchObject({ score: 3, comment: null, person: { email: null } });
    const tables = await server.sql<{ name: string }[]>`
      select table_name as name from information_schema.tables where table_schema = 'public'`;
    for (const { name } of tables) {
      const rows = await server.sql`select to_jsonb(t) as row from ${server.sql(name)} t`;
      expect(JSON.stringify(rows), name).not.toMatch(/bye@shop|Call me/);
    }
    for (const key of [{ email }, { id }, { email: 'never@shop.example' }]) {
      expect(JSON.parse(String((await refusal(client.person.delete(key)))['message']))).toEqual({
        status: 404,
        message: 'Not Found',
      });
    }
  });

  it('need an e-mail address', async () => {
    const error = await refusal(client.person.create({ name: 'x', email: 'nonsense' }));
    expect(JSON.parse(String(error['message']))).toMatchObject({
      errors: { email: ['is invalid'] },
    });
    const blank = await refusal(client.person.create({ phone_number: '+14155551212' }));
    expect(JSON.parse(String(blank['message']))).toMatchObject({
      errors: { email: ["can't be blank"] },
    });
  });
});
