import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { startReceiver, type Receiver } from '../harness/receiver.ts';
import { ask, postAnswer, type Reply } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { until } from '../harness/until.ts';

let server: TestServer;
/** The shop that attacks, and another one. */
let shop: CreatedShop;
let other: CreatedShop;

beforeAll(async () => {
  server = await startTestServer({ WEBHOOKS_TO_PRIVATE_ADDRESSES: 'true' });
});
afterAll(() => server.stop());
beforeEach(async () => {
  [shop, other] = [await createShop(server), await createShop(server)];
});

function send(by: CreatedShop, method: string, path: string, body?: object): Promise<Reply> {
  const headers = body ? { 'content-type': 'application/json' } : {};
  return ask(server, by, path, { method, headers, body: body ? JSON.stringify(body) : null });
}

describe('a shop that floods with webhooks', () => {
  let hanging: Receiver;
  let quick: Receiver;

  beforeEach(async () => {
    [hanging, quick] = [await startReceiver(), await startReceiver()];
    hanging.reply = () => new Promise(() => {}); // never replies
  });
  afterEach(async () => {
    await hanging.stop();
    await quick.stop();
    await server.sql`delete from webhooks`;
    await server.sql`delete from webhook_events`;
    await server.sql`delete from pgboss.job`;
  });

  async function addWebhooks(of: CreatedShop, url: string, count = 1): Promise<void> {
    for (let index = 0; index < count; index += 1) await send(of, 'POST', '/v1/webhooks', { url });
  }

  it('takes four of the sixteen places, so the event of another shop is sent at once', async () => {
    // Two hosts, because one alone has eight places.
    await addWebhooks(shop, hanging.url, 10);
    await addWebhooks(shop, hanging.url.replace('127.0.0.1', 'localhost'), 10);
    await postAnswer(server, shop, {});
    await until('its places are taken', () => hanging.received.length === 4);
    await addWebhooks(other, quick.url);
    await postAnswer(server, other, {});
    await until('the other shop has its event', () => quick.received.length === 1);
    expect(hanging.received).toHaveLength(4);
  });

  it('and many such shops together send eight requests at once to one host', async () => {
    const shops = [shop, other, await createShop(server), await createShop(server)];
    for (const each of shops) {
      await addWebhooks(each, hanging.url, 5);
      await postAnswer(server, each, {});
    }
    await until('the places of the host are taken', () => hanging.received.length === 8);
    await until('the rest is put off, which is no failed try', async () => {
      const jobs = await server.sql`
        select from pgboss.job where state = 'retry' and retry_count = 0 and started_on is null`;
      return jobs.length > 0;
    });
    expect(hanging.received).toHaveLength(8);
  });

  it('keeps a long row of its own events waiting, and not those of another shop', async () => {
    await addWebhooks(shop, hanging.url);
    await addWebhooks(other, quick.url);
    await server.sql`
      insert into webhook_events (shop_id, type, subject, data)
      select ${Number.parseInt(shop.shopId, 36)}, 'response.created', n::text, '{}'
      from generate_series(1, 3000) as n`;
    await until('its places are taken', () => hanging.received.length === 4);
    await postAnswer(server, other, {});
    await until('the other shop has its event', () => quick.received.length === 1);
    const [row] = await server.sql`
      select (select count(*)::int from webhook_events) as events,
        (select count(*)::int from webhook_deliveries where state = 'pending') as deliveries`;
    expect(row!['events']).toBeGreaterThan(2_000);
    expect(row!['deliveries']).toBeLessThan(900);
  });
});
