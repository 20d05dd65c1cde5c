import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Aggregate, Figures } from '@nines/shared/wire/aggregate';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { type Ask, expectedAggregate } from '../harness/expected-aggregate.ts';
import { signingKeysOf, signOrder } from '../harness/orders.ts';
import { recount } from '../harness/recount.ts';
import { ask, post, postAnswer } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { repeats } from '../harness/soak.ts';
import { uuidv7 } from '../harness/uuid.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

/** Time zones with half hours, with a half-hour daylight saving, on both sides of the date line, and Amsterdam. */
const zones = ['Asia/Kolkata', 'Australia/Lord_Howe', 'Europe/Amsterdam', 'Pacific/Kiritimati'];
/** Days around clock changes in Amsterdam and on Lord Howe. */
const oddTimes = [
  '2026-03-28T22:30:00Z',
  '2026-03-29T00:59:59Z',
  '2026-03-29T22:00:00Z',
  '2026-04-04T13:29:59Z',
  '2026-04-04T15:00:00Z',
  '2026-10-03T15:30:00Z',
  '2026-10-24T22:00:00Z',
  '2026-10-25T00:30:00Z',
  '2026-10-25T23:00:00Z',
].map((time) => Date.parse(time));

const answer = fc.record(
  {
    score: fc.integer({ min: 0, max: 10 }),
    moment: fc.constantFrom('checkout', 'delivery', 'service'),
    locale: fc.constantFrom('nl', 'en'),
    channel: fc.constantFrom('widget', 'email'),
    device: fc.constantFrom('phone', 'desktop'),
    reasons: fc.subarray(['price', 'delivery', 'staff']),
    effort: fc.integer({ min: 1, max: 7 }),
    expectation: fc.constantFrom('below', 'met', 'amazed'),
    properties: fc.record(
      { plan: fc.constantFrom('free', 'pro'), cart: fc.integer({ min: 0, max: 3 }) },
      { requiredKeys: [] },
    ),
    signed: fc.boolean(),
    customer: fc.constantFrom('c-1', 'c-2'),
    test: fc.boolean(),
  },
  { requiredKeys: ['score'] },
);
const time = fc.oneof(
  fc.constantFrom(...oddTimes),
  fc.integer({ min: Date.parse('2026-03-01'), max: Date.parse('2026-10-31') }),
);
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('imported' as const), answer, time }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('new' as const), answer }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('changed' as const), answer, which: fc.nat(50) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('repeated' as const), which: fc.nat(50) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('view' as const), answer, time }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('erased' as const), who: fc.nat(1) }) },
);
const filters = fc.record(
  {
    moment: fc.subarray(['checkout', 'delivery'], { minLength: 1 }),
    locale: fc.constant(['nl']),
    device: fc.constant(['phone']),
    reason: fc.subarray(['price', 'staff'], { minLength: 1 }),
    effort: fc.constant(['1', '7']),
    expectation: fc.constant(['below']),
    verified: fc.constantFrom(['true'], ['false']),
    'property.plan': fc.subarray(['free', 'pro'], { minLength: 1 }),
  },
  { requiredKeys: [] },
);
const dimensions = fc.subarray([
  'moment',
  'locale',
  'device',
  'channel',
  'reason',
  'effort',
  'expectation',
  'verified',
  'property.plan',
  'property.cart',
]);
const question = fc.record({
  interval: fc.constantFrom('day' as const, 'week' as const, 'month' as const),
  by: dimensions,
  // Mostly one filter or none, which the rollups can answer.
  filters: fc.oneof(
    fc.constant({}),
    filters.map((all) => Object.fromEntries(Object.entries(all).slice(0, 1))),
    filters,
  ),
});

it('every aggregate equals a recount after random answers, tests, revisions, repetitions, imports and erasures', async () => {
  const sources = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...zones),
      fc.array(step, { minLength: 5, maxLength: 40 }),
      fc.array(question, { minLength: 3, maxLength: 6 }),
      async (timezone, steps, questions) => {
        const shop = await shopWithSegments(timezone);
        await play(shop, steps);
        for (const { interval, by, filters: chosen } of questions) {
          const asked = { from: '2026-03-01', to: '2026-12-31', timezone, interval, by };
          sources.add(await compare(shop, { ...asked, filters: chosen }));
        }
      },
    ),
    { numRuns: repeats(10, 500) },
  );
  expect(sources).toEqual(new Set(['rollups', 'responses']));
  expect(await recount(server.sql)).toEqual([]);
}, 1_800_000);

async function shopWithSegments(timezone: string): Promise<CreatedShop> {
  const shop = await createShop(server, { timezone });
  const reasons = ['price', 'delivery', 'staff'].map((id) => ({ id, label: { en: id } }));
  const reply = await ask(server, shop, `/v1/surveys/${shop.surveyId}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ segments: ['plan', 'cart'], reasons }),
  });
  expect(reply.status).toBe(200);
  return shop;
}

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
type Sent = { id: string; revision: number; signed: boolean };

async function play(shop: CreatedShop, steps: readonly Step[]): Promise<void> {
  const [key] = await signingKeysOf(server, shop);
  const sent: (Sent & { body: Record<string, unknown> })[] = [];
  const bodyOf = async (given: fc.Random | object): Promise<Record<string, unknown>> => {
    const { signed, customer, ...rest } = given as { signed?: boolean; customer?: string };
    const orderId = uuidv7();
    const token = await signOrder({ order: orderId }, key!);
    return {
      ...rest,
      ...(signed ? { order: { id: orderId, token } } : {}),
      ...(customer ? { customer: { id: customer } } : {}),
    };
  };
  for (const each of steps) {
    if (each.kind === 'new') {
      const id = uuidv7();
      const { device: _, ...body } = await bodyOf(each.answer);
      expect((await postAnswer(server, shop, { id, ...body })).status).toBe(201);
      sent.push({ id, revision: 1, signed: false, body });
    } else if (each.kind === 'imported' || each.kind === 'view') {
      await importLine(shop, lineOf(each, await bodyOf(each.answer)), sent);
    } else if (each.kind === 'erased') {
      await eraseCustomer(shop, each.who);
    } else {
      const target = sent[each.which % Math.max(1, sent.length)];
      if (!target) continue;
      if (each.kind === 'changed') {
        const { device: _, test: __, ...body } = await bodyOf(each.answer);
        const { test } = target.body;
        Object.assign(target, { revision: target.revision + 1, body: { ...body, test } });
      }
      const { id, revision, body } = target;
      expect((await postAnswer(server, shop, { id, revision, ...body })).status).toBe(200);
    }
  }
}

function lineOf(each: Extract<Step, { time: number }>, body: Record<string, unknown>) {
  const at = new Date(each.time).toISOString();
  const id = uuidv7(each.time);
  if (each.kind === 'imported') return { id, ...body, answeredAt: at };
  const { moment, locale, channel, device } = body;
  return { type: 'view', id, moment, locale, channel, device, viewedAt: at };
}

async function importLine(
  shop: CreatedShop,
  line: Record<string, unknown> & { id: string },
  sent: (Sent & { body: Record<string, unknown> })[],
): Promise<void> {
  const reply = await post(server, '/v1/imports', JSON.stringify(line), {
    'content-type': 'application/x-ndjson',
    authorization: `Bearer ${shop.secretKey}`,
  });
  expect(reply.body).toMatchObject({ stored: 1, rejected: 0 });
  const { id, type, answeredAt: _, device: __, ...body } = line;
  if (type !== 'view') sent.push({ id, revision: 1, signed: false, body });
}

async function eraseCustomer(shop: CreatedShop, who: number): Promise<void> {
  const { responses } = (await ask(server, shop, '/v1/responses?limit=100')).body;
  const found = responses.filter(({ customer }: { customer: string | null }) => customer);
  const customer = found[who % Math.max(1, found.length)]?.customer;
  if (!customer) return;
  const reply = await ask(server, shop, `/v1/customers/${customer}`, { method: 'DELETE' });
  expect(reply.status, JSON.stringify(reply.body)).toBeLessThan(300);
}

/** Compares the server's aggregate with the expected one. Returns the source that the server names. */
async function compare(shop: CreatedShop, asked: Ask): Promise<string> {
  const query = new URLSearchParams({ from: asked.from, to: asked.to, interval: asked.interval });
  if (asked.by.length > 0) query.set('by', asked.by.join());
  for (const [name, values] of Object.entries(asked.filters)) {
    for (const value of values) query.append(name, value);
  }
  const path = `/v1/surveys/${shop.surveyId}/aggregate?${query}`;
  const reply = await ask(server, shop, path);
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  const told = reply.body as Aggregate;
  const surveyIds = [Number.parseInt(shop.surveyId, 36)];
  const expected = await expectedAggregate(server.sql, surveyIds, asked);
  expect(counted(told.total), path).toEqual(expected.total);
  const trend = told.trend.map(({ start, ...bucket }) => ({ start, ...counted(bucket) }));
  expect(trend, path).toEqual(expected.trend);
  expect(told.breakdown.map(withValue).toSorted(byName), path).toEqual(
    expected.breakdown.map((row) => row).toSorted(byName),
  );
  return told.source;
}

function withValue({ by, value, ...row }: Aggregate['breakdown'][number]) {
  return { by, value, ...counted(row) };
}

function byName(one: { by: string; value: string }, other: { by: string; value: string }): number {
  return `${one.by} ${one.value}` < `${other.by} ${other.value}` ? -1 : 1;
}

function counted(figures: Figures) {
  const { responses, views, scores, promoters, passives, detractors, nps, mean } = figures;
  return { responses, views, scores, promoters, passives, detractors, nps, mean };
}
