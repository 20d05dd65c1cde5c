import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { readConfig } from '../../src/config/config.ts';
import { decodeId } from '../../src/database/ids.ts';
import { connectDatabase, type Database } from '../../src/database/pools.ts';
import { createRetention } from '../../src/retention/retention.ts';
import { recount } from '../harness/recount.ts';
import { aggregateOf, ask, postAnswer } from '../harness/requests.ts';
import { soonSeen, startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { textOfDatabase } from '../harness/traces.ts';
import { uuidv7 } from '../harness/uuid.ts';

// A shop divides its answers by a property that holds names. Someone looks for an erased person in the counts.

let server: TestServer;
let database: Database;
let shop: CreatedShop;

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
  await patch(`/v1/surveys/${shop.surveyId}`, { segments: ['buyer'] });
});

function patch(path: string, body: object) {
  const headers = { 'content-type': 'application/json' };
  return ask(server, shop, path, { method: 'PATCH', headers, body: JSON.stringify(body) });
}

const untilRecounted = () =>
  expect
    .poll(async () => (await server.sql`select from recounts`).length, { timeout: 20_000 })
    .toBe(0);

const erase = (id: string) => ask(server, shop, `/v1/customers/${id}`, { method: 'DELETE' });
const leftOver = () => textOfDatabase(server.sql, decodeId(shop.shopId)!);
const answerOf = (id: string, buyer: string, more: Record<string, unknown> = {}) =>
  postAnswer(server, shop, { customer: { id }, properties: { buyer }, ...more });

/** Responses by value. The period is wide enough for every time zone. */
async function countsOf(): Promise<Record<string, number>> {
  const { breakdown } = await aggregateOf(
    server,
    shop,
    'by=property.buyer&from=2020-01-01&to=2100-01-01&interval=year',
  );
  return Object.fromEntries(breakdown!.map(({ value, responses }) => [value, responses]));
}

it('a name that only the erased person’s answers carried is in no count', async () => {
  await answerOf('c', 'Jane Gone');
  await answerOf('c', 'Jane Gone', { score: 3 });
  await answerOf('d', 'Other');
  const { total } = await aggregateOf(server, shop);
  expect(await countsOf()).toEqual({ 'Jane Gone': 2, Other: 1 });
  await erase('c');
  expect(await countsOf()).toEqual({ '(other)': 2, Other: 1 });
  expect((await aggregateOf(server, shop)).total).toEqual(total);
  expect(await leftOver()).not.toMatch(/gone/i);
  expect(await recount(server.sql)).toEqual([]);
});

it('a name that a revision had replaced before is in no slot and no empty count', async () => {
  const id = uuidv7();
  await answerOf('c', 'Jane Gone', { id });
  await answerOf('c', 'pro', { id, revision: 2 });
  await erase('c');
  expect(await leftOver()).not.toMatch(/gone/i);
  expect(await recount(server.sql)).toEqual([]);
});

it('a name of four others goes, a plan of five stays, and a recount gives the same', async () => {
  for (const id of ['c', '1', '2', '3', '4', '5']) await answerOf(id, 'pro');
  for (const id of ['c', '1', '2', '3', '4', '4']) await answerOf(id, 'few');
  await erase('c');
  const counts = { pro: 6, few: 5, '(other)': 1 };
  expect(await countsOf()).toEqual(counts);
  await patch('/v1/shop', { timezone: 'Pacific/Auckland' });
  await untilRecounted();
  expect(await countsOf()).toEqual(counts);
  expect(await recount(server.sql)).toEqual([]);
});

it('a name that five answers of one other person carry goes too', async () => {
  await answerOf('c', 'Gone family');
  for (let n = 0; n < 5; n += 1) await answerOf('d', 'Gone family');
  await erase('c');
  expect(await countsOf()).toEqual({ 'Gone family': 5, '(other)': 1 });
  await erase('d');
  expect(await leftOver()).not.toMatch(/gone/i);
  expect(await countsOf()).toEqual({ '(other)': 6 });
});

it('the name is not restored by a recount that runs meanwhile', async () => {
  await answerOf('c', 'Jane Gone');
  await patch('/v1/shop', { timezone: 'Pacific/Auckland' });
  await erase('c');
  await untilRecounted();
  expect(await leftOver()).not.toMatch(/gone/i);
  expect(await countsOf()).toEqual({ '(other)': 1 });
  expect(await recount(server.sql)).toEqual([]);
});

it('a recount that has begun, and may give the name a slot again, begins anew', async () => {
  await untilRecounted();
  await answerOf('c', 'Jane Gone');
  // It is not due yet, so that only the erasure changes it.
  const [asked, due] = [new Date(0), new Date(Date.now() + 3_600_000)];
  const shopId = decodeId(shop.shopId)!;
  await server.sql`insert into recounts (shop_id, asked_at, due_at) values (${shopId}, ${asked}, ${due})`;
  await erase('c');
  const [row] = await server.sql`select asked_at as at from recounts where shop_id = ${shopId}`;
  expect(row!['at'].getTime()).toBeGreaterThan(0);
  await server.sql`delete from recounts`;
});

it('an erasure by age hides names and keeps what six people carry', async () => {
  for (const id of ['1', '2', '3', '4', '5', '6']) await answerOf(id, 'pro');
  for (let n = 0; n < 7; n += 1) await answerOf('c', 'Jane Gone');
  await patch('/v1/shop', { retentionDays: 1 });
  const log = pino({ level: 'silent' });
  const now = () => new Date(Date.now() + 3 * 86_400_000);
  const retention = createRetention(database.pool, log, { now });
  try {
    while ((await retention.run()) === undefined) await sleep(20);
  } finally {
    await retention.stop();
  }
  expect(await leftOver()).not.toMatch(/gone/i);
  expect(await countsOf()).toEqual({ pro: 6, '(other)': 7 });
  expect(await recount(server.sql)).toEqual([]);
});
