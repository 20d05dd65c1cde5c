import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createdWebhookSchema, deliverySchema, eventSchema } from '@nines/shared/wire/webhook';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { type Receiver, startReceiver } from '../harness/receiver.ts';
import { ask, postAnswer, type Reply } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { until } from '../harness/until.ts';
import { uuidv7 } from '../harness/uuid.ts';

let server: TestServer;
let shop: CreatedShop;
let receiver: Receiver;

beforeAll(async () => {
  server = await startTestServer({ WEBHOOKS_TO_PRIVATE_ADDRESSES: 'true' });
});
afterAll(() => server.stop());
beforeEach(async () => {
  receiver = await startReceiver();
  shop = await createShop(server);
  return () => receiver.stop();
});

const ofResponses = ['response.created', 'response.updated'];

function addWebhook(settings: Record<string, unknown> = {}): Promise<Reply> {
  return send('POST', '/v1/webhooks', { url: receiver.url, ...settings });
}

function send(method: string, path: string, body?: object): Promise<Reply> {
  const headers = body ? { 'content-type': 'application/json' } : {};
  return ask(server, shop, path, { method, headers, body: body ? JSON.stringify(body) : null });
}

function bodies(): { type: string; timestamp: string; data: Record<string, unknown> }[] {
  return receiver.received.map(({ text }) => JSON.parse(text));
}

async function deliveriesOf(webhook: string) {
  return (await ask(server, shop, `/v1/webhooks/${webhook}/deliveries`)).body.deliveries;
}

describe('a webhook', () => {
  it('creates no queue and stores no events while there is none', async () => {
    const plain = await startTestServer();
    await postAnswer(plain, await createShop(plain), {});
    const schemas = await plain.sql`select from pg_namespace where nspname = 'pgboss'`;
    expect(schemas).toHaveLength(0);
    expect(await plain.sql`select from webhook_events`).toHaveLength(0);
    await plain.stop();
  });

  it('is one of at most twenty of its shop, and of ten to one host', async () => {
    for (let count = 0; count < 10; count += 1) expect((await addWebhook()).status).toBe(201);
    const eleventh = await addWebhook({ url: receiver.url.replace('hook', 'other') });
    expect(eleventh.status).toBe(409);
    expect(eleventh.body.detail).toContain('127.0.0.1');
    const url = 'https://shop.example/hook';
    const more = await Promise.all(Array.from({ length: 12 }, () => addWebhook({ url })));
    expect(more.filter(({ status }) => status === 201)).toHaveLength(10);
    expect((await addWebhook({ url: 'https://third.example' })).status).toBe(409);
    const [{ id }] = (await ask(server, shop, '/v1/webhooks')).body.webhooks;
    expect((await send('DELETE', `/v1/webhooks/${id}`)).status).toBe(204);
    expect((await addWebhook()).status).toBe(201);
  });

  it('gets no events of imports', async () => {
    await addWebhook();
    const report = await ask(server, shop, '/v1/imports', {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
      body: 'date,score\n2026-01-02,9\n',
    });
    expect(report.body).toMatchObject({ stored: 1 });
    expect(await noted()).toBe(0);
  });

  it('gets new and changed responses, and nothing else', async () => {
    await addWebhook({ events: ofResponses });
    const id = uuidv7();
    const customer = { email: 'a@b.example' };
    await postAnswer(server, shop, { id, score: 6, order: { id: '7', value: 59.95 }, customer });
    await until('the first event is there', () => receiver.received.length === 1);
    await postAnswer(server, shop, { id, score: 6 });
    await postAnswer(server, shop, { id, score: 10, revision: 3, comment: 'Beter', effort: 6 });
    await postAnswer(server, shop, { id, score: 1, revision: 2 });
    await until('the second event is there', () => receiver.received.length === 2);

    const [first, second] = bodies();
    expect(eventSchema.parse(first)).toMatchObject({
      type: 'response.created',
      data: { id, score: 6, revision: 1, comment: null, order: { id: '7', value: 59.95 } },
    });
    expect(second).toMatchObject({ type: 'response.updated', data: { id, revision: 3 } });
    const stored = await ask(server, shop, `/v1/responses/${id}`);
    expect(second?.data).toEqual(stored.body);
    expect(receiver.received[0]?.text).not.toContain('a@b.example');
  });

  it('gets each of many concurrent answers exactly once', async () => {
    await addWebhook();
    const ids = Array.from({ length: 300 }, () => uuidv7());
    await Promise.all(
      ids.flatMap((id) => [1, 2].map((revision) => postAnswer(server, shop, { id, revision }))),
    );
    await until('all are told', () => eventsAbout('response.created').length >= 300);
    await until('none is on its way', async () => (await waiting()) === 0);
    expect(eventsAbout('response.created').toSorted()).toEqual(ids.toSorted());
    const updated = eventsAbout('response.updated');
    expect(new Set(updated).size).toBe(updated.length);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(
      receiver.received.length,
    );
  });

  it('is signed according to Standard Webhooks', async () => {
    const { secret } = createdWebhookSchema.parse((await addWebhook()).body);
    await postAnswer(server, shop, {});
    await until('the event is there', () => receiver.received.length === 1);
    const { headers, text } = receiver.received[0]!;
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${text}`;
    const signature = createHmac('sha256', key).update(signed).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${signature}`);
    const known = headers as Record<string, string>;
    expect(new Webhook(secret).verify(text, known)).toEqual(JSON.parse(text));
    expect(() => new Webhook(secret).verify(`${text} `, known)).toThrow();
    const listed = await ask(server, shop, '/v1/webhooks');
    expect(JSON.stringify(listed.body)).not.toContain('whsec_');
  });

  it('gets only the events that it subscribed to', async () => {
    await addWebhook({ events: ['response.updated'] });
    const id = uuidv7();
    await postAnswer(server, shop, { id });
    await postAnswer(server, shop, { id, revision: 2 });
    await until('the event is there', () => receiver.received.length === 1);
    expect(bodies()).toMatchObject([{ type: 'response.updated' }]);
  });

  it('belongs to its shop only', async () => {
    const { body } = await addWebhook();
    const other = await createShop(server);
    await postAnswer(server, other, {});
    await postAnswer(server, shop, {});
    await until('the event is there', () => receiver.received.length === 1);
    for (const [method, path] of [
      ['GET', `/v1/webhooks/${body.id}/deliveries`],
      ['DELETE', `/v1/webhooks/${body.id}`],
    ] as const) {
      expect((await ask(server, other, path, { method })).status).toBe(404);
    }
    expect((await ask(server, other, '/v1/webhooks')).body).toEqual({ webhooks: [] });
    expect(await noted()).toBe(0);
  });

  it('gets nothing more after its removal', async () => {
    const { body } = await addWebhook();
    expect((await send('DELETE', `/v1/webhooks/${body.id}`)).status).toBe(204);
    expect((await send('DELETE', `/v1/webhooks/${body.id}`)).status).toBe(404);
    await postAnswer(server, shop, {});
    expect(await noted()).toBe(0);
    expect(receiver.received).toEqual([]);
  });

  it.each([
    ['not a URL', { url: 'shop.example' }, 'url'],
    ['another scheme', { url: 'file:///etc/passwd' }, 'url'],
    ['an unknown event', { events: ['response.deleted'] }, 'events.0'],
    ['no event', { events: [] }, 'events'],
    ['an unknown field', { secret: 'mine' }, ''],
  ])('is refused with %s', async (_, settings, path) => {
    const reply = await addWebhook(settings);
    expect(reply.status).toBe(422);
    expect(reply.body.errors[0].path).toBe(path);
  });
});

describe('a delivery', () => {
  it('is retried after a failure, and lists its attempts', async () => {
    const { body } = await addWebhook();
    receiver.reply = () => ({ status: receiver.received.length < 3 ? 500 : 204 });
    await postAnswer(server, shop, {});
    await until('it went through', () => receiver.received.length === 3);
    await until('it is known', async () => (await deliveriesOf(body.id))[0]?.state === 'delivered');
    const [delivery] = await deliveriesOf(body.id);
    expect(deliverySchema.parse(delivery)).toMatchObject({
      event: 'response.created',
      attempts: [
        { status: 500, error: 'It replied with 500' },
        { status: 500 },
        { status: 204, error: null },
      ],
      body: bodies()[0],
    });
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id']))).toEqual(
      new Set([delivery.id]),
    );
    const [first, second, third] = receiver.received.map(({ at }) => at) as [
      number,
      number,
      number,
    ];
    expect(second - first).toBeGreaterThan(900);
    expect(third - second).toBeGreaterThan(1_900);
  });

  it('follows no redirect', async () => {
    const { body } = await addWebhook();
    const other = await startReceiver();
    receiver.reply = () => ({ status: 302, headers: { location: other.url } });
    await postAnswer(server, shop, {});
    await until('it was tried', async () => (await deliveriesOf(body.id))[0]?.attempts.length > 0);
    const [delivery] = await deliveriesOf(body.id);
    expect(delivery).toMatchObject({
      state: 'pending',
      attempts: [{ status: 302, error: 'It redirects, and redirects are not followed' }],
    });
    expect(other.received).toEqual([]);
    await other.stop();
  });

  it('fails at once when the receiver replies 410', async () => {
    const { body } = await addWebhook();
    receiver.reply = () => ({ status: 410 });
    await postAnswer(server, shop, {});
    await until('it failed', async () => (await deliveriesOf(body.id))[0]?.state === 'failed');
  });

  it('has failed once the last of its tries has failed', async () => {
    const { body } = await addWebhook();
    receiver.reply = () => ({ status: 500 });
    await postAnswer(server, shop, {});
    const [{ id }] = await until('it was tried', async () => {
      const found = await deliveriesOf(body.id);
      return found[0]?.attempts.length > 0 && found;
    });
    // The last of its tries would come after a day: the one before it counts as done.
    await until('the next try is the last one', async () => {
      const { count } = await server.sql`
        update pgboss.job set retry_count = retry_limit - 1
        where state = 'retry' and data ->> 'delivery' = ${id.slice('msg_'.length)}`;
      return count === 1;
    });
    await until('it failed', async () => (await deliveriesOf(body.id))[0]?.state === 'failed');
    // It would have been tried 18 times.
    expect((await deliveriesOf(body.id))[0].attempts.length).toBeLessThan(10);
  });

  it('is sent again on request, under the same id', async () => {
    const { body } = await addWebhook();
    await postAnswer(server, shop, {});
    await until('it is known', async () => (await deliveriesOf(body.id))[0]?.state === 'delivered');
    const [{ id }] = await deliveriesOf(body.id);
    const path = `/v1/webhooks/${body.id}/deliveries/${id}/replay`;
    expect((await send('POST', path)).status).toBe(202);
    await until('it came twice', () => receiver.received.length === 2);
    const [first, second] = receiver.received;
    expect(second?.text).toBe(first?.text);
    expect(second?.headers['webhook-id']).toBe(id);
    const unknown = path.replace(id, `msg_${'0'.repeat(8)}-0000-4000-8000-${'0'.repeat(12)}`);
    expect((await send('POST', unknown)).status).toBe(404);
    expect((await send('POST', path.replace(id, 'nonsense'))).status).toBe(404);
    const stranger = await createShop(server);
    expect((await ask(server, stranger, path, { method: 'POST' })).status).toBe(404);
  });

  it('to a slow receiver does not delay the others', async () => {
    await addWebhook();
    receiver.reply = () => new Promise(() => {}); // never replies
    for (let index = 0; index < 12; index += 1) await postAnswer(server, shop, {});
    await until('some are under way', () => receiver.received.length >= 4);
    const [slow, quick] = [receiver, await startReceiver()];
    shop = await createShop(server);
    receiver = quick;
    await addWebhook();
    await postAnswer(server, shop, {});
    await until('the quick one has its event', () => quick.received.length === 1);
    // Before the slow receiver could have taken a second group.
    expect(slow.received.length).toBeLessThan(12);
    await slow.stop();
  });

  it('is listed newest first, page by page', async () => {
    const { body } = await addWebhook();
    for (let index = 0; index < 5; index += 1) {
      await postAnswer(server, shop, { comment: String(index) });
      await until('it is there', () => receiver.received.length === index + 1);
    }
    const comments = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor && `&cursor=${cursor}`;
      const page = await ask(server, shop, `/v1/webhooks/${body.id}/deliveries?limit=2${query}`);
      for (const delivery of page.body.deliveries) comments.push(delivery.body.data.comment);
      cursor = page.body.next;
    }
    expect(comments).toEqual(['4', '3', '2', '1', '0']);
  });
});

async function noted(): Promise<number> {
  const [row] = await server.sql`
    select count(*)::int as events from webhook_events e join keys k using (shop_id)
    where k.token = ${shop.publicKey}`;
  return row?.['events'];
}

async function waiting(): Promise<number> {
  const [row] = await server.sql`
    select (select count(*) from webhook_events)::int
      + (select count(*) from webhook_deliveries where state = 'pending')::int as waiting`;
  return row?.['waiting'];
}

function eventsAbout(type: string): unknown[] {
  return bodies()
    .filter((body) => body.type === type)
    .map(({ data }) => data['id']);
}
