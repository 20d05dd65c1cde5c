import { request as httpRequest } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { ninesProcess } from '../harness/nines-process.ts';
import { freePort } from '../harness/ports.ts';
import { type Receiver, startReceiver } from '../harness/receiver.ts';
import { ask, postAnswer } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { until } from '../harness/until.ts';

let server: TestServer;
let shop: CreatedShop;
let receiver: Receiver;

beforeAll(async () => {
  server = await startTestServer({ WEBHOOKS_TO_PRIVATE_ADDRESSES: 'true' });
  shop = await createShop(server);
  receiver = await startReceiver();
  const added = await ask(server, shop, '/v1/webhooks', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url: receiver.url }),
  });
  expect(added.status).toBe(201);
});
afterAll(async () => {
  await receiver.stop();
  await server.stop();
});

it('a failed start ends the process, also when a shop has a webhook', async () => {
  const other = createServer((_, response) => response.writeHead(503).end());
  await new Promise<void>((resolve) => {
    other.listen(0, '127.0.0.1', resolve);
  });
  const { port } = other.address() as AddressInfo;
  const nines = ninesProcess(port, { DATABASE_URL: server.databaseUrl, HOST: '127.0.0.1' });
  try {
    await expect(nines.start()).rejects.toThrow('The server ended at its start');
  } finally {
    await nines.kill();
    other.close();
  }
});

it('SIGTERM ends it in time, with slow readers and a receiver that does not reply', async () => {
  receiver.reply = () => new Promise(() => {});
  const nines = ninesProcess(await freePort(), {
    DATABASE_URL: server.databaseUrl,
    HOST: '127.0.0.1',
    WEBHOOKS_TO_PRIVATE_ADDRESSES: 'true',
  });
  try {
    await nines.start();
    await server.sql`
      insert into responses (shop_id, survey_id, id, answered_at, day, revision, score, verified,
        moment, channel, device, comment)
      select ${Number.parseInt(shop.shopId, 36)}, ${Number.parseInt(shop.surveyId, 36)},
        gen_random_uuid(), now() - n * interval '1 second', current_date, 1, 9, false, 'checkout',
        'api', 'other', repeat('x', 200)
      from generate_series(1, 60000) as n`;
    const request = httpRequest(`${nines.url}/v1/responses`, {
      headers: { authorization: `Bearer ${shop.secretKey}`, accept: 'application/x-ndjson' },
    });
    request.on('error', () => {}).end();
    await new Promise<void>((resolve) => {
      request.once('response', (reply) => {
        reply.on('error', () => {});
        resolve();
      });
    });
    // So many that this process, not only the other, holds some of them.
    for (let count = 0; count < 8; count += 1) {
      await postAnswer({ ...server, url: nines.url }, shop, {});
    }
    await until('deliveries hang', () => receiver.received.length >= 4);
    expect(await nines.stop()).toBe(0);
  } finally {
    await nines.kill();
  }
});
