import { afterAll, beforeAll, expect, it } from 'vitest';
import { limits } from '@nines/shared/limits';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { recount } from '../harness/recount.ts';
import { aggregateOf, ask, post, postAnswer } from '../harness/requests.ts';
import { soonSeen, startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { uuidv7 } from '../harness/uuid.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({}, soonSeen);
});
afterAll(() => server.stop());

const full = Array.from({ length: limits.segmentValues }, (_, index) => `plan-${index}`);

it('a value that the shop vouches for takes the slot of the least used unsigned one', async () => {
  const shop = await createDividedShop();
  // Each value twice, but for the last: it is the least used.
  await sendUnsigned(shop, [...full, ...full.slice(0, -1)]);
  await sendUnsigned(shop, ['too-late']);
  expect(await countsOf(shop)).toEqual({
    ...Object.fromEntries(full.map((plan) => [plan, 2])),
    [full.at(-1)!]: 1,
    '(other)': 1,
  });

  await importTrusted(shop, ['vouched']);
  expect((await slotsOf(shop)).get('vouched')).toBe(true);
  expect((await slotsOf(shop)).has(full.at(-1)!)).toBe(false);
  await untilRecounted(shop);
  // What had lost its slot is counted with the others.
  expect(await countsOf(shop)).toEqual({
    ...Object.fromEntries(full.slice(0, -1).map((plan) => [plan, 2])),
    vouched: 1,
    '(other)': 2,
  });
  expect(await recount(server.sql)).toEqual([]);
});

it('an unsigned value that the shop vouches for later keeps its slot', async () => {
  const shop = await createDividedShop();
  await sendUnsigned(shop, ['first', ...full.slice(1)]);
  await importTrusted(shop, ['first']);
  expect((await slotsOf(shop)).get('first')).toBe(true);
  await importTrusted(
    shop,
    Array.from({ length: limits.segmentValues - 1 }, (_, index) => `vouched-${index}`),
  );
  const slots = await slotsOf(shop);
  expect(slots.size).toBe(limits.segmentValues);
  expect(slots.get('first')).toBe(true);
  expect([...slots.values()].every(Boolean)).toBe(true);
  await untilRecounted(shop);
  expect(await recount(server.sql)).toEqual([]);
});

it('when the shop vouches for fifty values, any further one counts as (other)', async () => {
  const shop = await createDividedShop();
  // Twice each: a recount gives the slots to the most frequent values.
  await importTrusted(shop, [...full, ...full]);
  await importTrusted(shop, ['one-too-many']);
  await sendUnsigned(shop, ['junk', full[0]!]);
  expect([...(await slotsOf(shop)).keys()].toSorted()).toEqual(full.toSorted());
  const expected = {
    ...Object.fromEntries(full.map((plan) => [plan, 2])),
    [full[0]!]: 3,
    '(other)': 2,
  };
  expect(await countsOf(shop)).toEqual(expected);
  // Counted anew, it is the same.
  await changeSettings(shop, '/v1/shop', { timezone: 'Asia/Kolkata' });
  await untilRecounted(shop);
  expect(await countsOf(shop)).toEqual(expected);
  expect(await recount(server.sql)).toEqual([]);
});

it('a slot without an answer is given to another value, but not within an hour', async () => {
  const shop = await createDividedShop();
  await sendUnsigned(shop, full);
  // A revision takes the only answer of a value away.
  const [{ id }] = (await ask(server, shop, '/v1/responses?property.plan=plan-7')).body.responses;
  await postAnswer(server, shop, { id, revision: 2, properties: { plan: full[0] } });
  await sendUnsigned(shop, ['early']);
  expect((await slotsOf(shop)).has('early')).toBe(false);

  await server.sql`
    update segment_values set admitted_at = admitted_at - interval '61 minutes'
    where shop_id = ${idOf(shop)}`;
  // A process keeps what it knows of the slots for a moment (`soonSeen`).
  await expect
    .poll(async () => {
      await sendUnsigned(shop, ['late']);
      return (await slotsOf(shop)).has('late');
    })
    .toBe(true);
  const slots = await slotsOf(shop);
  expect(slots.has('plan-7')).toBe(false);
  expect(slots.size).toBe(limits.segmentValues);
  expect(await recount(server.sql)).toEqual([]);
});

async function createDividedShop(): Promise<CreatedShop> {
  const shop = await createShop(server);
  await changeSettings(shop, `/v1/surveys/${shop.surveyId}`, { segments: ['plan'] });
  await untilRecounted(shop);
  return shop;
}

async function changeSettings(shop: CreatedShop, path: string, settings: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify(settings);
  const reply = await ask(server, shop, path, { method: 'PATCH', headers, body });
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
}

/** Answers as strangers send them, one after the other. */
async function sendUnsigned(shop: CreatedShop, plans: readonly string[]): Promise<void> {
  for (const plan of plans) {
    const reply = await postAnswer(server, shop, { properties: { plan } });
    expect(reply.status).toBe(201);
  }
}

/** Answers through the private API. */
async function importTrusted(shop: CreatedShop, plans: readonly string[]): Promise<void> {
  const lines = plans.map((plan) => ({
    id: uuidv7(),
    score: 9,
    properties: { plan },
    answeredAt: new Date().toISOString(),
  }));
  const body = lines.map((line) => JSON.stringify(line)).join('\n');
  const reply = await post(server, '/v1/imports', body, {
    'content-type': 'application/x-ndjson',
    authorization: `Bearer ${shop.secretKey}`,
  });
  expect(reply.body).toMatchObject({ stored: lines.length, rejected: 0 });
}

/** How many responses are counted under each value. */
async function countsOf(shop: CreatedShop): Promise<Record<string, number>> {
  const { breakdown } = await aggregateOf(server, shop, 'by=property.plan');
  return Object.fromEntries(breakdown.map(({ value, responses }) => [value, responses]));
}

/** The values that have a slot, and whether the shop vouches for each. */
async function slotsOf(shop: CreatedShop): Promise<Map<string, boolean>> {
  const rows = await server.sql<{ value: string; trusted: boolean }[]>`
    select value, trusted from segment_values where shop_id = ${idOf(shop)}`;
  return new Map(rows.map(({ value, trusted }) => [value, trusted]));
}

const idOf = ({ shopId }: CreatedShop) => Number.parseInt(shopId, 36);

async function untilRecounted(shop: CreatedShop): Promise<void> {
  const isRecounting = async () => (await aggregateOf(server, shop)).recounting;
  await expect.poll(isRecounting, { interval: 50 }).toBe(false);
}
