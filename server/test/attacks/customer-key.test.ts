import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { readConfig } from '../../src/config/config.ts';
import { rehashAll } from '../../src/customers/rehash.ts';
import { decodeId } from '../../src/database/ids.ts';
import { connectDatabase, type Database } from '../../src/database/pools.ts';
import { addCustomerSecret } from '../../src/shops/store.ts';
import { ask, post, postAnswer, type Reply } from '../harness/requests.ts';
import { soonSeen, startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { textOfDatabase } from '../harness/traces.ts';
import { uuidv7 } from '../harness/uuid.ts';

// Someone has stolen the key of the customers' hashes. The shop makes a new one.

let server: TestServer;
let database: Database;
let shop: CreatedShop;
let shopId: number;

beforeAll(async () => {
  server = await startTestServer({}, soonSeen);
  database = await connectDatabase(readConfig({ DATABASE_URL: server.databaseUrl }));
});
afterAll(async () => {
  await database.close();
  await server.stop();
});
beforeEach(async () => {
  shop = await createShop(server);
  shopId = decodeId(shop.shopId)!;
});

const pathOf = (name: string) => `/v1/customers/${encodeURIComponent(name)}`;
const rotate = () => ask(server, shop, '/v1/shop/customer-key', { method: 'POST' });
const untilDone = () =>
  expect
    .poll(async () => (await ask(server, shop, '/v1/shop/customer-key')).body.rehashing, {
      timeout: 20_000,
    })
    .toBe(false);
const hashes = /\b(?:[0-9a-f]{32}|k\d[0-9a-f]{30})\b/g;

function addPerson(email: string, path = '/people', more: object = {}): Promise<Reply> {
  const authorization = `Basic ${Buffer.from(`${shop.secretKey}:`).toString('base64')}`;
  const body = JSON.stringify({ email, person_email: email, ...more });
  const headers = { authorization, 'content-type': 'application/json' };
  return ask(server, shop, `/delighted/v1${path}`, { method: 'POST', headers, body });
}

/** Answers, views and people under all kinds of names. Gives the hashes that the shop has seen. */
async function fill(): Promise<string[]> {
  for (const n of [1, 2, 3, 4, 5]) {
    const customer = { id: `c-${n}`, email: `anna-${n}@shopper.example` };
    const id = uuidv7();
    await postAnswer(server, shop, { id, customer: { id: `former-${n}` } });
    await postAnswer(server, shop, { id, customer, revision: 2 });
    await postAnswer(server, shop, { customer: { email: customer.email } });
    const view = { key: shop.publicKey, kind: 'order', order: { id: `o-${n}` }, customer };
    await post(server, '/v1/views', JSON.stringify({ id: uuidv7(), ...view }));
    await addPerson(customer.email);
  }
  await addPerson('quiet@shopper.example', '/unsubscribes');
  await ask(server, shop, pathOf('quiet@shopper.example'), { method: 'DELETE' });
  return (await storedHashes()).toSorted();
}

/** Everything but the settings of the shop, which hold its secrets. */
async function storedHashes(): Promise<string[]> {
  const text = await textOfDatabase(server.sql, shopId);
  const rows = text.split('\n').filter((row) => !/^(shops|keys|job)/.test(row));
  return [...new Set(rows.join('\n').match(hashes))];
}

/** What is found under each name: responses, views, people. */
async function expectFound(names: readonly string[], found: [number, number, number]) {
  for (const name of names) {
    const { body } = await ask(server, shop, pathOf(name));
    expect([body.responses?.length, body.views?.length, body.people?.length], name).toEqual(found);
  }
}

it('with the new key no old hash is stored or shown, and everybody is found', async () => {
  const old = await fill();
  expect(old.length).toBeGreaterThan(15);
  // The older of the two answers: the newer one names the address only.
  const seen = (await ask(server, shop, pathOf('c-1'))).body.responses.at(-1).customer;
  expect(await rotate()).toMatchObject({ status: 202, body: { rotations: 1, rehashing: true } });
  await untilDone();
  const { body } = await ask(server, shop, '/v1/responses?limit=100');
  const shown = body.responses.map(({ customer }: { customer: string }) => customer);
  expect(shown.every((hash: string) => /^k1[0-9a-f]{30}$/.test(hash))).toBe(true);
  expect((await storedHashes()).filter((hash) => old.includes(hash))).toEqual([]);
  await expectFound(['c-1', 'anna-2@shopper.example'], [2, 1, 1]);
  await expectFound(['former-3'], [1, 0, 0]);
  // By the hash that the shop saw before.
  await expectFound([seen], [2, 1, 1]);
  expect((await addPerson('QUIET@shopper.example')).body.survey_scheduled_at).toBeNull();
  await ask(server, shop, pathOf('c-1'), { method: 'DELETE' });
  await expectFound(['anna-1@shopper.example', 'former-1'], [
    undefined,
    undefined,
    undefined,
  ] as never);
});

it('a rehash that is stopped in the middle loses nobody, and the next one goes on', async () => {
  const old = await fill();
  const dueAt = new Date(Date.now() + 3_600_000);
  const { customerSecrets } = (await addCustomerSecret(database.pool, shopId, { most: 9, dueAt }))!;
  let steps = 0;
  const counting = {
    get aborted() {
      return (steps += 1) > 3;
    },
  };
  await rehashAll(database.pool, shopId, customerSecrets, {
    stopped: counting as AbortSignal,
    limit: 2,
  });
  const mixed = await storedHashes();
  expect(mixed.some((hash) => old.includes(hash))).toBe(true);
  expect(mixed.some((hash) => hash.startsWith('k1'))).toBe(true);
  await postAnswer(server, shop, { customer: { id: 'c-2' } });
  await expectFound(['c-1', 'c-5', 'anna-1@shopper.example', 'anna-5@shopper.example'], [2, 1, 1]);
  await expectFound(['c-2'], [3, 1, 1]);
  await expectFound(['former-1', 'former-5'], [1, 0, 0]);
  expect((await addPerson('quiet@shopper.example')).body.survey_scheduled_at).toBeNull();
  // By a new hash, while other rows have the old one.
  const newest = (await ask(server, shop, pathOf('c-2'))).body.responses.at(-1).customer;
  expect(newest).toMatch(/^k1/);
  await expectFound([newest], [3, 1, 1]);
  const erased = await ask(server, shop, pathOf('c-5'), { method: 'DELETE' });
  expect(erased.body).toEqual({ responses: 2, views: 1, people: 1 });
  await expectFound(['anna-5@shopper.example'], [undefined, undefined, undefined] as never);

  await server.sql`update shops set customers_rehash_at = now() where id = ${shopId}`;
  await untilDone();
  expect((await storedHashes()).filter((hash) => old.includes(hash))).toEqual([]);
  await expectFound(['c-1', 'anna-1@shopper.example'], [2, 1, 1]);
});

it('a webhook about a person is found under the new key', async () => {
  const headers = { 'content-type': 'application/json' };
  const webhook = { url: 'https://receiver.example', events: ['unsubscribe.created'] };
  await ask(server, shop, '/v1/webhooks', {
    method: 'POST',
    headers,
    body: JSON.stringify(webhook),
  });
  await addPerson('gone@shopper.example', '/people', { properties: { customer_id: 'c-9' } });
  await addPerson('gone@shopper.example', '/unsubscribes');
  expect(await textOfDatabase(server.sql, shopId)).toMatch(/webhook_\w+: .*gone@shopper/);
  await rotate();
  await untilDone();
  await ask(server, shop, pathOf('c-9'), { method: 'DELETE' });
  expect(await textOfDatabase(server.sql, shopId)).not.toMatch(/gone@shopper/);
});

it('the key can be changed nine times, and not without end', async () => {
  await postAnswer(server, shop, { customer: { id: 'c-1' } });
  for (let times = 1; times <= 9; times += 1) expect((await rotate()).status).toBe(202);
  expect(await rotate()).toMatchObject({
    status: 409,
    body: { detail: 'The key was changed 9 times already' },
  });
  await untilDone();
  await expectFound(['c-1'], [1, 0, 0]);
  const { body } = await ask(server, shop, '/v1/responses');
  expect(body.responses[0].customer).toMatch(/^k9[0-9a-f]{30}$/);
});
