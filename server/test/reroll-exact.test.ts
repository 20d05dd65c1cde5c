import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { readConfig } from '../src/config/config.ts';
import { connectDatabase, type Database } from '../src/database/pools.ts';
import type { Sql } from '../src/database/sql.ts';
import { decodeId } from '../src/database/ids.ts';
import { storeAnswers } from '../src/ingest/store-answers.ts';
import { sweepResponses } from '../src/reroll/sweep-responses.ts';
import { segmentsOf } from '../src/segments/segments-of.ts';
import { recount } from './harness/recount.ts';
import { uuidv7 } from './harness/requests.ts';
import { createShop, startTestServer, type TestServer } from './harness/server.ts';

let server: TestServer;
let shop: CreatedShop;
let database: Database;

beforeAll(async () => {
  server = await startTestServer();
  shop = await createShop(server);
  database = await connectDatabase(readConfig({ DATABASE_URL: server.databaseUrl }));
});
afterAll(async () => {
  await database.close();
  await server.stop();
});

it('a revision that commits while its response is counted anew is counted by what it says', async () => {
  const [shopId, survey] = [decodeId(shop.shopId)!, decodeId(shop.surveyId)!];
  const row = {
    shop: shopId,
    survey,
    id: uuidv7(),
    at: '2026-06-01T12:00:00.000Z',
    revision: 1,
    score: 9,
    verified: false,
    moment: 'checkout',
    channel: 'widget',
    device: 'phone',
    properties: { plan: 'free' },
  };
  await storeAnswers(database.writer, [row]);
  // As it is between a survey's change and the end of the counting.
  await server.sql`
    update surveys set settings = settings || '{"segments": ["plan"]}' where id = ${survey}`;
  await server.sql`
    insert into segment_values (shop_id, survey_id, property, value)
    values (${shopId}, ${survey}, 'plan', 'free'), (${shopId}, ${survey}, 'plan', 'pro')`;
  let swept: Promise<unknown> | undefined;
  await server.sql.begin(async (transaction) => {
    const plan = { plan: 'pro' };
    await storeAnswers(transaction as unknown as Sql, [
      { ...row, revision: 2, properties: plan, segments: plan },
    ]);
    swept = sweepResponses(database.pool, shopId, { after: '-infinity', last: 'infinity' });
    await expect
      .poll(
        () =>
          database.pool`select from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'`,
        { interval: 5 },
      )
      .toHaveLength(1);
  });
  await swept;
  const [stored] = await server.sql`select segments from responses where id = ${row.id}`;
  expect(stored).toEqual({ segments: { plan: 'pro' } });
  expect(await recount(server.sql)).toEqual([]);
});

it('every number is counted under the name that the database gives it', async () => {
  const named = async (numbers: readonly number[]) => {
    const given = JSON.stringify(numbers.map((n) => ({ n })));
    const rows = await server.sql<{ name: string }[]>`
      select value ->> 'n' as name from jsonb_array_elements(${given}::text::jsonb)`;
    expect(numbers.map((n) => segmentsOf(['n'], { n })!['n'])).toEqual(
      rows.map(({ name }) => name),
    );
  };
  await named([0, -0, 1e20, 1e21, -1.5e21, 1e-6, 1e-7, -2.5e-9, 5e-324, Number.MAX_VALUE]);
  const anyNumbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
    maxLength: 50,
  });
  await fc.assert(fc.asyncProperty(anyNumbers, named));
});
