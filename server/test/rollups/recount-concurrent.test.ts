import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { readConfig } from '../../src/config/config.ts';
import { connectDatabase, type Database } from '../../src/database/pools.ts';
import type { Sql } from '../../src/database/sql.ts';
import { decodeId } from '../../src/database/ids.ts';
import { storeAnswers } from '../../src/ingest/store-batch.ts';
import { addToRollups } from '../../src/rollups/add.ts';
import { countChanges } from '../../src/rollups/changes.ts';
import { updateResponses } from '../../src/responses/store.ts';
import { moveSome } from '../../src/recount/recount-shop.ts';
import { segmentsOf } from '../../src/segments/segments-of.ts';
import { incomingAnswer } from '../harness/incoming.ts';
import { recount } from '../harness/recount.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { onOnePostgres } from '../harness/one-postgres.ts';

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

onOnePostgres(
  'a revision that commits during the recount of its response is counted correctly',
  async () => {
    const tap = incomingAnswer(shop, { properties: { plan: 'free' } });
    const { id, shop: shopId } = tap.record;
    await storeAnswers(database.writer, [tap]);
    // The rules between a survey's change and the end of the recount.
    const rules = {
      dayAt: () => tap.record.day,
      segmentsOf: ({ properties }: { properties: object | null }) =>
        segmentsOf(['plan'], (properties ?? undefined) as never) ?? null,
    };
    let moved: Promise<void> | undefined;
    await server.sql.begin(async (transaction) => {
      const plan = { plan: 'pro' };
      const revision = { ...tap.record, revision: 2, properties: plan, segments: plan };
      const within = transaction as unknown as Sql;
      await updateResponses(within, shopId, [revision]);
      await addToRollups(within, countChanges([{ before: tap.record, after: revision }]));
      moved = moveSome(database.pool, shopId, [id], rules);
      await expect
        .poll(
          () => database.pool`select from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`,
          { interval: 5 },
        )
        .toHaveLength(1);
    });
    await moved;
    const [stored] = await server.sql`select segments from responses where id = ${id}`;
    expect(stored).toEqual({ segments: { plan: 'pro' } });
    expect(await recount(server.sql)).toEqual([]);
    expect(decodeId(shop.shopId)).toBe(shopId);
  },
);

it('every number is counted under the text that the database gives it', async () => {
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
