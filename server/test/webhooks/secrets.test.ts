import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { decodeId } from '../../src/database/ids.ts';
import { openPool } from '../../src/database/pools.ts';
import { sweep } from '../../src/webhooks/sweep.ts';
import { type Receiver, startReceiver } from '../harness/receiver.ts';
import { ask, postAnswer } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { until } from '../harness/until.ts';

let server: TestServer;
let shop: CreatedShop;
let receiver: Receiver;
let id: string;
let first: string;

beforeAll(async () => {
  server = await startTestServer({ WEBHOOKS_TO_PRIVATE_ADDRESSES: 'true' });
});
afterAll(() => server.stop());
beforeEach(async () => {
  receiver = await startReceiver();
  shop = await createShop(server);
  const { body } = await ask(server, shop, '/v1/webhooks', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url: receiver.url, events: ['response.created'] }),
  });
  ({ id, secret: first } = body);
  return () => receiver.stop();
});

const change = async () =>
  (await ask(server, shop, `/v1/webhooks/${id}/secret`, { method: 'POST' })).body;
const endOld = () => ask(server, shop, `/v1/webhooks/${id}/old-secret`, { method: 'DELETE' });
const listed = async () => (await ask(server, shop, '/v1/webhooks')).body.webhooks[0];

/** Which of the secrets verify the next message. */
async function verifiers(secrets: readonly string[]): Promise<boolean[]> {
  const before = receiver.received.length;
  await postAnswer(server, shop, {});
  await until('the message is there', () => receiver.received.length > before);
  const { text, headers } = receiver.received.at(-1)!;
  return secrets.map((secret) => {
    try {
      return Boolean(new Webhook(secret).verify(text, headers as Record<string, string>));
    } catch {
      return false;
    }
  });
}

/** Lets the day of both secrets pass. */
async function passOverlap(): Promise<void> {
  await server.sql`
    update webhooks set old_secret_until = now() - interval '1 second' where id = ${decodeId(id)!}`;
}

it('signs with the old and the new secret for a day after a change, then with the new one', async () => {
  const { secret, oldSecretUntil } = await change();
  expect(secret).toMatch(/^whsec_/);
  const hours = (Date.parse(oldSecretUntil) - Date.now()) / 3_600_000;
  expect(hours).toBeGreaterThan(23);
  expect(hours).toBeLessThanOrEqual(24);
  expect(await verifiers([first, secret])).toEqual([true, true]);
  expect(await listed()).toMatchObject({ oldSecretUntil });
  await passOverlap();
  expect(await verifiers([first, secret])).toEqual([false, true]);
  expect(await listed()).toMatchObject({ oldSecretUntil: null });
});

it('ends the old secret at once when asked, as when it has leaked', async () => {
  const { secret } = await change();
  expect((await endOld()).status).toBe(204);
  expect(await verifiers([first, secret])).toEqual([false, true]);
  expect((await endOld()).status).toBe(204);
});

it('has two secrets at most: a second change forgets the first one', async () => {
  const { secret: second } = await change();
  const { secret: third } = await change();
  expect(await verifiers([first, second, third])).toEqual([false, true, true]);
});

it('keeps no secret that signs nothing', async () => {
  await change();
  await passOverlap();
  const sql = openPool(server.databaseUrl, 1, 0);
  try {
    await sweep(sql, () => false);
    const rows = await sql`select old_secret from webhooks where id = ${decodeId(id)!}`;
    expect(rows).toEqual([{ old_secret: null }]);
  } finally {
    await sql.end();
  }
});

it('changes no secret of another shop’s webhook', async () => {
  const other = await createShop(server);
  const path = `/v1/webhooks/${id}`;
  expect((await ask(server, other, `${path}/secret`, { method: 'POST' })).status).toBe(404);
  expect((await ask(server, other, `${path}/old-secret`, { method: 'DELETE' })).status).toBe(404);
  expect(await verifiers([first])).toEqual([true]);
});
