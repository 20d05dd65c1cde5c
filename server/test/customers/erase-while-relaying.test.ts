import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { readConfig } from '../../src/config/config.ts';
import { connectDatabase, type Database } from '../../src/database/pools.ts';
import { relayEvents, type DeliveryJob } from '../../src/webhooks/relay.ts';
import type { JobQueue } from '../../src/jobs/queue.ts';
import { ask, postAnswer } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { until } from '../harness/until.ts';
import { uuidv7 } from '../harness/uuid.ts';

let server: TestServer;
let shop: CreatedShop;
let relaying: Database;

beforeAll(async () => {
  server = await startTestServer();
  shop = await createShop(server);
  relaying = await connectDatabase(readConfig({ DATABASE_URL: server.databaseUrl }));
});
afterAll(async () => {
  await relaying.close();
  await server.stop();
});

it('an erasure also erases deliveries that a relay makes at the same time', async () => {
  const shopId = Number.parseInt(shop.shopId, 36);
  const id = uuidv7();
  await postAnswer(server, shop, { id, customer: { id: 'c' }, comment: 'comment-gone' });
  await server.sql`
    insert into webhooks (shop_id, id, url, events, format, secret)
    values (${shopId}, 1, 'https://receiver.example', '{response.created}', 'nines', 'whsec_x')`;
  await server.sql`
    insert into webhook_events (shop_id, type, subject, data)
    select shop_id, 'response.created', id::text, to_jsonb(r.*) from responses r where id = ${id}`;

  const reached = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const relayed = relayEvents(relaying.pool, queueThatWaits(reached, goOn.promise), {
    delighted: async (_, { data }) => data,
  });
  await reached.promise;
  let isErased = false;
  const erased = ask(server, shop, '/v1/customers/c', { method: 'DELETE' }).finally(
    () => (isErased = true),
  );
  try {
    await until('it is done, or waits for the relay', async () => isErased || (await isWaiting()));
  } finally {
    goOn.resolve();
  }
  expect(await relayed).toEqual({ events: 1, isHeldBack: false });
  expect(await erased).toMatchObject({ status: 200, body: { responses: 1 } });

  const deliveries = await server.sql`
    select state, body from webhook_deliveries where shop_id = ${shopId}`;
  expect(deliveries).toEqual([{ state: 'failed', body: null }]);
});

/** Whether a statement waits for a lock of another transaction. */
async function isWaiting(): Promise<boolean> {
  const waiting = await server.sql`
    select from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  return waiting.length > 0;
}

/** The queue's part of the relay's transaction, which holds the transaction open at its end. */
function queueThatWaits(
  reached: PromiseWithResolvers<void>,
  goOn: Promise<void>,
): JobQueue<DeliveryJob> {
  return {
    async add() {
      reached.resolve();
      await goOn;
    },
    waiting: async () => 0,
    wake() {},
    async stop() {},
  };
}
