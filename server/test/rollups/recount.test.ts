import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Aggregate } from '@nines/shared/wire/aggregate';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { expectedAggregate } from '../harness/expected-aggregate.ts';
import { recount } from '../harness/recount.ts';
import { ask, post, postAnswer } from '../harness/requests.ts';
import { soonSeen, startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { repeats } from '../harness/soak.ts';
import { uuidv7 } from '../harness/uuid.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({}, soonSeen);
});
afterAll(() => server.stop());

it('another time zone moves past answers to its days while answers come in', async () => {
  const shop = await createShop(server, { timezone: 'Europe/Amsterdam' });
  await importYear(shop, 6_000);
  const live = answerOn(shop);
  try {
    for (const timezone of ['Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Kiritimati']) {
      await patch(shop, '/v1/shop', { timezone });
      // Requested again at once: the second request must not be lost.
      if (timezone === 'Asia/Kolkata') continue;
      await untilCounted(shop);
      await expectExact(shop, timezone);
    }
    await expect.poll(live.answers).toBeGreaterThan(10);
  } finally {
    await live.stop();
  }
  expect(await recount(server.sql)).toEqual([]);
});

it('the days are those of the zone, for random zones and histories', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('America/St_Johns', 'Asia/Kathmandu', 'Pacific/Chatham', 'Africa/Cairo'),
      fc.constantFrom('UTC', 'America/Sao_Paulo', 'Asia/Beirut', 'Australia/Lord_Howe'),
      async (before, after) => {
        const shop = await createShop(server, { timezone: before });
        await importYear(shop, 300);
        await patch(shop, '/v1/shop', { timezone: after });
        await untilCounted(shop);
        await expectExact(shop, after);
      },
    ),
    { numRuns: repeats(3, 100) },
  );
  expect(await recount(server.sql)).toEqual([]);
});

it('a property that becomes a segment is counted for past answers too, its most frequent values apart', async () => {
  const shop = await createShop(server);
  // First 20 values that occur once, then 50 that occur three times.
  const plans = [
    ...Array.from({ length: 20 }, (_, index) => `rare-${index}`),
    ...Array.from({ length: 150 }, (_, index) => `plan-${index % 50}`),
  ];
  await importLines(
    shop,
    plans.map((plan) => ({
      id: uuidv7(),
      score: 9,
      properties: { plan },
      answeredAt: '2026-05-01T12:00:00Z',
    })),
  );
  await patch(shop, `/v1/surveys/${shop.surveyId}`, { segments: ['plan'] });
  const byPlan = `from=2026-05-01&to=2026-05-01&by=property.plan`;
  expect((await aggregate(shop, byPlan)).recounting).toBe(true);
  await untilCounted(shop);
  const { breakdown, capped } = await aggregate(shop, byPlan);
  expect(breakdown).toHaveLength(51);
  expect(breakdown[0]).toMatchObject({ value: '(other)', responses: 20, views: null });
  expect(breakdown.slice(1).every(({ responses }) => responses === 3)).toBe(true);
  expect(capped).toEqual(['property.plan']);

  await patch(shop, `/v1/surveys/${shop.surveyId}`, { segments: [] });
  await untilCounted(shop);
  const left = await server.sql`
    select from rollups where dimension = 'property.plan' and c9 <> 0
      and survey_id = ${Number.parseInt(shop.surveyId, 36)}`;
  expect(left).toHaveLength(0);
  expect(await recount(server.sql)).toEqual([]);
});

it('a recount that a killed process left is done by the next', async () => {
  const shop = await createShop(server);
  await importYear(shop, 500);
  const shopId = Number.parseInt(shop.shopId, 36);
  // As if a process ended between the change and the recount.
  await server.sql`update shops set timezone = 'Pacific/Kiritimati' where id = ${shopId}`;
  await server.sql`insert into recounts (shop_id, asked_at, due_at) values (${shopId}, now(), now())`;
  expect((await aggregate(shop, '')).recounting).toBe(true);
  // A change of settings, a start, or the poll after half a minute wakes the recounter.
  await patch(shop, '/v1/shop', { name: 'Same shop' });
  await untilCounted(shop);
  await expectExact(shop, 'Pacific/Kiritimati');
});

it('moves a view to its day, and still counts no order page as one', async () => {
  const shop = await createShop(server, { timezone: 'Europe/Amsterdam' });
  const viewedAt = '2026-03-01T12:00:00Z';
  const viewOf = (kind: string) => ({
    type: 'view',
    id: uuidv7(Date.parse(viewedAt)),
    kind,
    viewedAt,
    order: { id: '1001' },
  });
  await importLines(shop, [viewOf('prompt'), viewOf('order')]);
  await patch(shop, '/v1/shop', { timezone: 'Pacific/Kiritimati' });
  await untilCounted(shop);
  const { trend } = await aggregate(shop, 'from=2026-03-01&to=2026-03-02&interval=day');
  expect(trend.map(({ views }) => views)).toEqual([0, 1]);
  expect(await recount(server.sql)).toEqual([]);
});

it('leaves a shop that another process is counting to that one, and counts the others', async () => {
  const [held, free] = [await createShop(server), await createShop(server)];
  const key = Number.parseInt(held.shopId, 36) % 2_147_483_647;
  await server.sql.begin(async (transaction) => {
    // The lock that a process holds while it counts a shop.
    await transaction`select pg_advisory_xact_lock(909011, ${key}::int)`;
    await patch(held, '/v1/shop', { timezone: 'Asia/Kolkata' });
    await patch(free, '/v1/shop', { timezone: 'Asia/Kolkata' });
    await untilCounted(free);
    expect((await aggregate(held, '')).recounting).toBe(true);
  });
  await untilCounted(held);
});

/** The values of the segment `plan` that are counted apart. */
async function countedPlans(shop: CreatedShop): Promise<string[]> {
  const { breakdown } = await aggregate(shop, 'by=property.plan');
  return breakdown.map(({ value }) => value);
}

it('gives the slots of a segment to what the shop vouches for before what strangers have sent', async () => {
  const shop = await createShop(server);
  const path = `/v1/surveys/${shop.surveyId}`;
  await patch(shop, path, { segments: ['plan'] });
  await untilCounted(shop);
  const plans = Array.from({ length: 51 }, (_, index) => `stranger-${index}`);
  for (const plan of plans) await postAnswer(server, shop, { properties: { plan } });
  await postAnswer(server, shop, { properties: { plan: plans[0] } });
  expect(await countedPlans(shop)).not.toContain('stranger-50');

  const answeredAt = new Date().toISOString();
  const own = { id: uuidv7(), score: 9, answeredAt, properties: { plan: 'own' } };
  await importLines(shop, [own]);
  await untilCounted(shop);
  const withOwn = await countedPlans(shop);
  expect(withOwn).toContain('own');
  // What was counted under the value that has lost its slot is counted as other.
  expect(withOwn).toHaveLength(51);

  // Counted anew, each stranger's value is more frequent than the shop's own.
  for (const plan of plans) {
    await postAnswer(server, shop, { properties: { plan } });
  }
  await patch(shop, '/v1/shop', { timezone: 'Asia/Kolkata' });
  await untilCounted(shop);
  const counted = await countedPlans(shop);
  expect(counted).toContain('own');
  expect(counted).toContain('(other)');
  expect(counted).toHaveLength(51);
});

it('keeps the counts of an erased person', async () => {
  const shop = await createShop(server);
  await patch(shop, `/v1/surveys/${shop.surveyId}`, { segments: ['plan'] });
  await postAnswer(server, shop, { customer: { id: 'c' }, properties: { plan: 'pro' } });
  const [{ customer }] = (await ask(server, shop, '/v1/responses')).body.responses;
  const erased = await ask(server, shop, `/v1/customers/${customer}`, { method: 'DELETE' });
  expect(erased.status).toBeLessThan(300);
  await untilCounted(shop);
  await patch(shop, '/v1/shop', { timezone: 'Asia/Kolkata' });
  await untilCounted(shop);
  const { breakdown } = await aggregate(shop, 'by=property.plan');
  expect(breakdown).toMatchObject([{ value: '(other)', responses: 1 }]);
  expect((await ask(server, shop, '/v1/responses')).body.responses[0].properties).toEqual({});
});

/** A shopper who sends answers and revisions without pause until stopped. */
function answerOn(shop: CreatedShop) {
  let isOver = false;
  const ids: string[] = [];
  const done = (async () => {
    for (let revision = 1; !isOver; revision += 1) {
      const id = ids.length > 5 && revision % 3 === 0 ? ids[revision % ids.length]! : uuidv7();
      const reply = await postAnswer(server, shop, { id, revision, score: revision % 11 });
      expect(reply.status).toBeLessThan(202);
      ids.push(id);
    }
  })();
  // Checked when it is stopped.
  done.catch(() => {});
  return {
    answers: () => ids.length,
    stop() {
      isOver = true;
      return done;
    },
  };
}

async function importYear(shop: CreatedShop, count: number): Promise<void> {
  const [from, to] = [Date.parse('2025-11-01'), Date.parse('2026-11-01')];
  const lines = Array.from({ length: count }, (_, index) => {
    const time = from + Math.floor(((to - from) * index) / count);
    const at = new Date(time).toISOString();
    return index % 4 === 0
      ? { type: 'view', id: uuidv7(time), viewedAt: at }
      : {
          id: uuidv7(time),
          score: index % 11,
          moment: 'delivery',
          answeredAt: at,
          test: index % 5 === 0,
        };
  });
  await importLines(shop, lines);
}

async function importLines(shop: CreatedShop, lines: object[]): Promise<void> {
  const body = lines.map((line) => JSON.stringify(line)).join('\n');
  const reply = await post(server, '/v1/imports', body, {
    'content-type': 'application/x-ndjson',
    authorization: `Bearer ${shop.secretKey}`,
  });
  expect(reply.body).toMatchObject({ stored: lines.length, rejected: 0 });
}

async function patch(shop: CreatedShop, path: string, settings: object): Promise<void> {
  const reply = await ask(server, shop, path, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(settings),
  });
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
}

async function aggregate(shop: CreatedShop, query: string): Promise<Aggregate> {
  const reply = await ask(server, shop, `/v1/surveys/${shop.surveyId}/aggregate?${query}`);
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  return reply.body as Aggregate;
}

async function untilCounted(shop: CreatedShop): Promise<void> {
  await expect
    .poll(async () => (await aggregate(shop, '')).recounting, { interval: 50 })
    .toBe(false);
}

/** Only past answers: today's counts still change. */
async function expectExact(shop: CreatedShop, timezone: string): Promise<void> {
  const period = { from: '2025-10-31', to: '2026-11-02' };
  const told = await aggregate(shop, `from=${period.from}&to=${period.to}&by=moment`);
  const surveyIds = [Number.parseInt(shop.surveyId, 36)];
  const expected = await expectedAggregate(server.sql, surveyIds, {
    ...period,
    timezone,
    interval: 'day',
    by: ['moment'],
    filters: {},
  });
  expect(told.timezone).toBe(timezone);
  expect(told.total).toMatchObject(expected.total);
  expect(told.trend).toMatchObject(expected.trend);
  expect(told.breakdown).toMatchObject(expected.breakdown);
}
