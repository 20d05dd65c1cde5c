import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { type Client, delightedClient, isSince, now } from '../harness/delighted.ts';
import { type Receiver, startReceiver } from '../harness/receiver.ts';
import { ask, postAnswer } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { until } from '../harness/until.ts';
import { uuidv7 } from '../harness/uuid.ts';

let server: TestServer;
let shop: CreatedShop;
let client: Client;
let receiver: Receiver;

beforeAll(async () => {
  server = await startTestServer({ WEBHOOKS_TO_PRIVATE_ADDRESSES: 'true' });
  shop = await createShop(server);
  client = delightedClient(server, shop.secretKey);
  receiver = await startReceiver();
  await ask(server, shop, '/v1/webhooks', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url: receiver.url, format: 'delighted' }),
  });
});
afterAll(async () => {
  await server.stop();
  await receiver.stop();
});

it('a webhook in the format of Delighted gets its shape', async () => {
  const began = now();
  const customer = { email: 'charlie@shop.example' };
  const person = await client.person.create({ ...customer, name: 'Charlie' });
  const id = uuidv7();
  await postAnswer(server, shop, { id, score: 9, customer });
  await until('it is told of the new one', () => receiver.received.length === 1);
  await postAnswer(server, shop, { id, score: 9, customer, revision: 2, comment: 'Fast' });
  await until('it is told of the change', () => receiver.received.length === 2);
  await client.unsubscribe.create({ person_email: customer.email });
  await client.unsubscribe.create({ person_email: customer.email });
  await until('it is told of the unsubscribing', () => receiver.received.length === 3);

  const [created, updated, unsubscribed] = receiver.received.map(({ text }) => JSON.parse(text));
  expect(created).toMatchObject({
    event_type: 'survey_response.created',
    event_id: expect.any(String),
    event_data: {
      id,
      score: 9,
      comment: null,
      survey_type: 'nps',
      created_at: expect.any(Number),
      updated_at: null,
      notes: [],
      tags: [],
    },
  });
  expect(created.event_data.person).toEqual({
    id: person.id,
    email: 'charlie@shop.example',
    name: 'Charlie',
    created_at: expect.any(Number),
  });
  expect(updated).toMatchObject({
    event_type: 'survey_response.updated',
    event_data: { id, comment: 'Fast', updated_at: expect.any(Number) },
  });
  expect(updated.event_id).not.toBe(created.event_id);
  expect(unsubscribed).toMatchObject({
    event_type: 'unsubscribe.created',
    event_data: { person: { id: person.id, email: 'charlie@shop.example' } },
  });
  expect(isSince(unsubscribed.event_data.unsubscribed_at, began)).toBe(true);
});

it('nothing is kept of what was sent about a person who is deleted, also of the unsubscribing', async () => {
  const { id } = await client.person.create({ email: 'dora@shop.example', send: false });
  await client.unsubscribe.create({ person_email: 'dora@shop.example' });
  const isDora = ({ text }: { text: string }) => text.includes('dora@shop.example');
  await until('the unsubscribing is sent', () => receiver.received.some(isDora));
  const kept = () => server.sql`
    select id from webhook_deliveries where body like '%dora@shop.example%'`;
  expect(await kept()).toHaveLength(1);
  await client.person.delete({ id });
  expect(await kept()).toEqual([]);
});
