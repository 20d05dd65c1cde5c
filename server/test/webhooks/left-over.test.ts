import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { startServer, type RunningServer } from '../../src/server.ts';
import { freePort } from '../harness/ports.ts';
import { type Receiver, startReceiver } from '../harness/receiver.ts';
import { ask, postAnswer } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';

let server: TestServer;
let receiver: Receiver;

beforeEach(async () => {
  server = await startTestServer({ WEBHOOKS_TO_PRIVATE_ADDRESSES: 'true' });
  receiver = await startReceiver();
  return async () => {
    await receiver.stop();
    await server.stop();
  };
});

async function addWebhook(shop: Parameters<typeof ask>[1]): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ url: receiver.url });
  return (await ask(server, shop, '/v1/webhooks', { method: 'POST', headers, body })).body.id;
}

async function left(): Promise<{ events: number; deliveries: number }> {
  const [row] = await server.sql<[{ events: number; deliveries: number }]>`
    select (select count(*) from webhook_events)::int as events,
      (select count(*) from webhook_deliveries)::int as deliveries`;
  return row;
}

/** The number of queries of this database that wait for a lock. */
async function waiters(): Promise<number> {
  const [row] = await server.sql<{ count: number }[]>`
    select count(*)::int from pg_locks where not granted and pid in
      (select pid from pg_stat_activity where datname = current_database())`;
  return row!.count;
}

it('removing the last webhook also removes its events and the deliveries being made', async () => {
  const shop = await createShop(server);
  const id = await addWebhook(shop);
  const locked = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const held = server.sql.begin(async (transaction) => {
    await transaction`lock table webhook_deliveries in share row exclusive mode`;
    locked.resolve();
    await release.promise;
  });
  await locked.promise;
  await postAnswer(server, shop, { comment: 'being turned' });
  await expect.poll(waiters).toBe(1);
  await postAnswer(server, shop, { comment: 'noted' });
  const removed = ask(server, shop, `/v1/webhooks/${id}`, { method: 'DELETE' });
  await expect.poll(waiters).toBe(2);
  release.resolve();
  await held;
  expect((await removed).status).toBe(204);
  expect(await left()).toEqual({ events: 0, deliveries: 0 });
});

it('removing one of several webhooks keeps the events for the others', async () => {
  const shop = await createShop(server);
  const [first, second] = [await addWebhook(shop), await addWebhook(shop)];
  await postAnswer(server, shop, {});
  await expect.poll(() => receiver.received.length).toBe(2);
  expect((await ask(server, shop, `/v1/webhooks/${first}`, { method: 'DELETE' })).status).toBe(204);
  const { body } = await ask(server, shop, `/v1/webhooks/${second}/deliveries`);
  expect(body.deliveries).toHaveLength(1);
  expect(await left()).toEqual({ events: 0, deliveries: 1 });
});

describe('a server that starts', () => {
  let other: RunningServer | undefined;
  afterEach(() => other?.stop());

  it('removes events left by the last webhook, and all old deliveries', async () => {
    const shop = await createShop(server);
    const shopId = Number.parseInt(shop.shopId, 36);
    await server.sql`
      insert into webhook_events (shop_id, type, subject, data)
      select ${shopId}, 'response.created', n::text, '{"comment": "left behind"}'
      from generate_series(1, 2500) n`;
    await server.sql`
      insert into webhook_deliveries (shop_id, id, webhook_id, event, subject, body, created_at)
      select ${shopId}, gen_random_uuid(), 1, 'response.created', n::text, '"left behind"',
        now() - make_interval(days => case when n <= 10 then 29 else 31 end)
      from generate_series(1, 2510) n`;
    const port = await freePort();
    other = await startServer(
      readConfig({ PORT: String(port), DATABASE_URL: server.databaseUrl, LOG_LEVEL: 'silent' }),
    );
    await expect.poll(left).toEqual({ events: 0, deliveries: 10 });
    // There is still no queue, because no shop has a webhook.
    const schemas = await server.sql`select from pg_namespace where nspname = 'pgboss'`;
    expect(schemas).toHaveLength(0);
  });

  it('keeps events of shops with a webhook', async () => {
    const shop = await createShop(server);
    const shopId = Number.parseInt(shop.shopId, 36);
    receiver.reply = () => ({ status: 500 });
    await addWebhook(shop);
    await postAnswer(server, shop, {});
    await expect.poll(() => receiver.received.length).toBeGreaterThan(0);
    // When this is gone, the sweep has run.
    await server.sql`
      insert into webhook_deliveries (shop_id, id, webhook_id, event, subject, created_at)
      values (${shopId}, gen_random_uuid(), 1, 'response.created', '1', now() - interval '31 days')`;
    const port = await freePort();
    other = await startServer(
      readConfig({ PORT: String(port), DATABASE_URL: server.databaseUrl, LOG_LEVEL: 'silent' }),
    );
    await expect.poll(left).toEqual({ events: 0, deliveries: 1 });
  });
});
