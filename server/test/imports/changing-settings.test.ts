import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Aggregate } from '@nines/shared/wire/aggregate';
import type { CreatedShop } from '@nines/shared/wire/shop';
import type { Sql } from '../../src/database/sql.ts';
import { followSettings } from '../../src/imports/import-rows.ts';
import { createShopDirectory } from '../../src/shops/directory.ts';
import { recount } from '../harness/recount.ts';
import { aggregateOf, ask } from '../harness/requests.ts';
import { soonSeen, startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { startImport } from '../harness/slow-import.ts';

// Settings that change during an import.

let server: TestServer;
let shop: CreatedShop;
const patient = { timeout: 240_000 };

beforeAll(async () => {
  server = await startTestServer({}, soonSeen);
});
afterAll(async () => {
  expect(await recount(server.sql)).toEqual([]);
  await server.stop();
});
beforeEach(async () => {
  shop = await createShop(server);
});

it('counts by the segments at the time of each batch', async () => {
  const slow = startImport(server, shop, 'properties=plan');
  await slow.send(`date,score,order id,plan\n${rows(0, 1_500)}`);
  await expect
    .poll(async () => (await byPlan()).total.responses, patient)
    .toBeGreaterThanOrEqual(1_000);
  await change({ segments: ['plan'] });
  await untilCounted();
  await slow.send(rows(1_500, 4_000));
  expect((await slow.end()).body).toMatchObject({ stored: 4_000, rejected: 0 });
  // Rows that were checked before the change and stored after it need another recount.
  await change({ active: true });
  await untilCounted();
  const { breakdown } = await byPlan();
  expect(breakdown).toMatchObject([{ by: 'property.plan', value: 'pro', responses: 4_000 }]);
});

it('accepts the reasons at the time of each batch', async () => {
  const slow = startImport(server, shop);
  const late = '2026-05-01,3,late,price\n';
  await slow.send(`date,score,order id,reasons\n${'2026-05-01,3,early,price\n'}`);
  // Until the end of the first batch. Its last row is read when the next batch begins.
  await slow.send(Array.from({ length: 999 }, (_, n) => `2026-05-01,9,o-${n},\n`).join(''));
  await expect.poll(async () => (await byPlan('')).total.responses, patient).toBe(998);
  await change({ reasons: [{ id: 'price', label: { en: 'Price' } }] });
  await slow.send(late);
  expect((await slow.end()).body).toMatchObject({
    stored: 1_000,
    rejected: 1,
    errors: [{ line: 2, path: 'reasons.0' }],
  });
});

it('requests a recount of rows that it stored by removed segments', async () => {
  const shopId = Number.parseInt(shop.shopId, 36);
  const sql = server.sql as unknown as Sql;
  const directory = createShopDirectory(sql, 60_000);
  const settings = followSettings(sql, directory, shopId);
  const before = await settings.current();
  const asked = async () =>
    (await server.sql`select from recounts where shop_id = ${shopId}`).length;
  await change({ segments: ['plan'] });
  await expect.poll(asked, patient).toBe(0);
  directory.clear();
  await settings.afterStoring(await settings.current());
  expect(await asked()).toBe(0);
  await settings.afterStoring(before);
  expect(await asked()).toBe(1);
  await change({ active: true });
  await expect.poll(asked, patient).toBe(0);
});

function rows(from: number, to: number): string {
  const lines = Array.from({ length: to - from }, (_, index) => from + index);
  return lines.map((n) => `2026-05-01,${n % 11},o-${n},pro\n`).join('');
}

function byPlan(by = '&by=property.plan'): Promise<Aggregate> {
  return aggregateOf(server, shop, `from=2026-05-01&to=2026-05-01${by}`).catch(() =>
    // The property is no segment yet.
    aggregateOf(server, shop, 'from=2026-05-01&to=2026-05-01'),
  );
}

async function untilCounted(): Promise<void> {
  await expect.poll(async () => (await byPlan()).recounting, patient).toBe(false);
}

/** A change of settings also wakes the recounter. */
async function change(settings: object): Promise<void> {
  const reply = await ask(server, shop, `/v1/surveys/${shop.surveyId}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(settings),
  });
  expect(reply.status).toBe(200);
}
