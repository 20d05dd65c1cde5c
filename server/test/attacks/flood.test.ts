import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { pino } from 'pino';
import type { Caution } from '@nines/shared/wire/aggregate';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { createBurstCounter } from '../../src/bursts/counter.ts';
import type { Sql } from '../../src/database/sql.ts';
import { orderTokens } from '../harness/orders.ts';
import { aggregateOf, ask, postAnswer } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { until } from '../harness/until.ts';

// One person gives many answers, to move a score.

let server: TestServer;
let shop: CreatedShop;

beforeAll(async () => {
  server = await startTestServer({ TRUST_PROXY: 'loopback' }, { burstFlushMs: 20 });
});
afterAll(() => server.stop());
beforeEach(async () => {
  shop = await createShop(server, { origins: ['https://shop.example'] });
});

const origin = 'https://shop.example';

/** Sends `count` answers with a 0. `address` gives the shopper's address by number. */
async function send(
  count: number,
  address: (number: number) => string,
  headers: Record<string, string> = { origin },
  answer: Record<string, unknown> = {},
): Promise<void> {
  const replies = await Promise.all(
    Array.from({ length: count }, (_, number) =>
      postAnswer(
        server,
        shop,
        { score: 0, ...answer },
        { ...headers, 'x-forwarded-for': address(number) },
      ),
    ),
  );
  expect(replies.map(({ status }) => status)).toEqual(Array(count).fill(201));
}

async function cautionsOf(): Promise<Caution[]> {
  return (await aggregateOf(server, shop)).cautions;
}

/** Waits until so many unsigned answers of the shop are counted. */
function untilCounted(answers: number): Promise<unknown> {
  return until('the answers are counted', async () => {
    const [row] = await server.sql<{ answers: number }[]>`
      select coalesce(sum(answers), 0)::int as answers from bursts
      where survey_id = ${Number.parseInt(shop.surveyId, 36)}`;
    return row!.answers >= answers;
  });
}

const everyone = (number: number) => `198.51.100.${number}`;

it('a flood from one address is flagged the same day, among the answers of many others', async () => {
  await send(40, everyone);
  await untilCounted(40);
  expect(await cautionsOf()).toEqual([]);
  await send(60, () => '203.0.113.7');
  await untilCounted(100);
  const [caution, ...others] = await cautionsOf();
  expect(others).toEqual([]);
  expect(caution).toMatchObject({ kind: 'burst', source: 'address', survey: shop.surveyId });
  expect(caution).toMatchObject({ answers: 60, of: 100, share: 0.6, usual: 0 });
});

it('a flood from the many addresses of one IPv6 network is one', async () => {
  await send(20, (number) => `2001:db8:0:1:${number.toString(16)}::1`);
  await untilCounted(20);
  expect(await cautionsOf()).toMatchObject([{ source: 'address', answers: 20 }]);
});

it('a flood by a script without an origin is flagged, from however many addresses', async () => {
  await send(30, everyone, {});
  await untilCounted(30);
  expect(await cautionsOf()).toMatchObject([{ source: 'no-origin', answers: 30, share: 1 }]);
});

it('answers dated to other days by their ids are counted on the day on which they arrive', async () => {
  const daysAgo = (days: number) => {
    const hex = (Date.now() - days * 86_400_000).toString(16).padStart(12, '0');
    return (number: number) =>
      `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${number.toString(16).padStart(12, '0')}`;
  };
  const replies = await Promise.all(
    Array.from({ length: 30 }, (_, number) => {
      const id = daysAgo(number % 6)(number);
      return postAnswer(
        server,
        shop,
        { id, score: 0 },
        { origin, 'x-forwarded-for': '203.0.113.7' },
      );
    }),
  );
  expect(replies.every(({ status }) => status === 201)).toBe(true);
  await untilCounted(30);
  expect(await cautionsOf()).toMatchObject([{ answers: 30, of: 30 }]);
});

it('no address of a shopper is stored, nor a hash of one: the counts are numbers', async () => {
  await send(12, () => '203.0.113.77');
  await untilCounted(12);
  const tables = await server.sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public'`;
  expect(tables.length).toBeGreaterThan(10);
  for (const { name } of tables) {
    const rows = await server.sql`select * from ${server.sql(name)}`;
    expect(JSON.stringify(rows), name).not.toContain('203.0.113');
  }
  const columns = await server.sql<{ type: string }[]>`
    select distinct data_type as type from information_schema.columns where table_name = 'bursts'`;
  expect(columns.map(({ type }) => type).toSorted()).toEqual(['bigint', 'date', 'integer']);
});

it('what the shop itself sends is no flood: signed answers, revisions, tests and imports', async () => {
  const tokens = await orderTokens(server, shop, 15);
  const from = { 'x-forwarded-for': '203.0.113.7' };
  await Promise.all(tokens.map((token) => postAnswer(server, shop, { order: { token } }, from)));
  await send(15, () => '203.0.113.7', {}, { test: true });
  const body = Array.from({ length: 15 }, (_, number) => `{"score":9,"comment":"n ${number}"}`);
  const imported = await ask(server, shop, '/v1/imports', {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: body.join('\n'),
  });
  expect(imported.status, JSON.stringify(imported.body)).toBeLessThan(300);
  const id = '0197a000-0000-7000-8000-000000000001';
  for (let revision = 1; revision <= 12; revision += 1) {
    await postAnswer(server, shop, { id, revision, score: 9 }, { origin, ...from });
  }
  await untilCounted(1);
  const [row] = await server.sql`
    select answers, largest, without_origin from bursts
    where survey_id = ${Number.parseInt(shop.surveyId, 36)}`;
  expect(row).toEqual({ answers: 1, largest: 1, without_origin: 0 });
  expect(await cautionsOf()).toEqual([]);
});

it('several processes add up, and the largest source of any counts', async () => {
  const sql = server.sql as unknown as Sql;
  const processes = [1, 2].map(() =>
    createBurstCounter(sql, pino({ level: 'silent' }), { flushMs: 3_600_000 }),
  );
  const of = { shop: 1, survey: Number.parseInt(shop.surveyId, 36), day: '2026-11-01' };
  for (let number = 0; number < 30; number += 1) {
    const from = { address: number < 20 ? '203.0.113.7' : everyone(number), hasOrigin: number > 4 };
    processes[number % 2]!.note(of, from);
  }
  await Promise.all(processes.map((each) => each.stop()));
  const [row] = await server.sql`
    select answers, largest, without_origin from bursts where survey_id = ${of.survey}`;
  expect(row).toEqual({ answers: 30, largest: 10, without_origin: 5 });
});

it('counts wait for the database, and none is lost', async () => {
  const broken = new Proxy(server.sql, {
    get(target, name) {
      if (isDown && name === 'begin') return () => Promise.reject(new Error('down'));
      return Reflect.get(target, name) as unknown;
    },
  }) as unknown as Sql;
  let isDown = true;
  const counter = createBurstCounter(broken, pino({ level: 'silent' }), { flushMs: 3_600_000 });
  const of = { shop: 1, survey: Number.parseInt(shop.surveyId, 36), day: '2026-11-01' };
  counter.note(of, { address: '203.0.113.7', hasOrigin: true });
  await counter.flush();
  counter.note(of, { address: '203.0.113.7', hasOrigin: true });
  isDown = false;
  await counter.stop();
  const [row] = await server.sql`
    select answers, largest from bursts where survey_id = ${of.survey}`;
  expect(row).toEqual({ answers: 2, largest: 2 });
});
