import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { onOnePostgres } from '../harness/one-postgres.ts';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { readConfig } from '../../src/config/config.ts';
import { connectDatabase, type Database } from '../../src/database/pools.ts';
import type { Sql } from '../../src/database/sql.ts';
import { decodeId } from '../../src/database/ids.ts';
import type { Incoming, Outcome } from '../../src/ingest/revisions.ts';
import { storeAnswers } from '../../src/ingest/store-batch.ts';
import { insertResponses, updateResponses } from '../../src/responses/store.ts';
import { addToRollups } from '../../src/rollups/add.ts';
import { countChanges } from '../../src/rollups/changes.ts';
import { incomingAnswer } from '../harness/incoming.ts';
import { recount } from '../harness/recount.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';

let server: TestServer;
let shop: CreatedShop;
let [ours, theirs]: [Database, Database] = [undefined!, undefined!];

beforeAll(async () => {
  server = await startTestServer();
  const config = readConfig({ DATABASE_URL: server.databaseUrl });
  [ours, theirs] = await Promise.all([connectDatabase(config), connectDatabase(config)]);
});
afterAll(async () => {
  await Promise.all([ours.close(), theirs.close()]);
  await server.stop();
});
beforeEach(async () => {
  shop = await createShop(server);
});

const answer = (given: Parameters<typeof incomingAnswer>[1] = {}) => incomingAnswer(shop, given);
const store = (...batch: Incoming[]) => storeAnswers(ours.writer, batch);
const later = ({ record }: Incoming, given: Partial<Incoming['record']>) => ({
  record: { ...record, ...given },
  isPast: false,
});

async function stored() {
  return server.sql`
    select id, revision, order_id as order, verified from responses
    where shop_id = ${decodeId(shop.shopId)!} order by order_id nulls last, id`;
}

/** The statements of another process that stores a new answer. */
async function insertCounted(transaction: Sql, { record }: Incoming): Promise<void> {
  await insertResponses(transaction, [record]);
  await addToRollups(transaction, countChanges([{ before: null, after: record }]));
}

/** Another process writes in a transaction, which it commits while storing `mine` waits for it. */
async function whileTheyWrite(
  work: (transaction: Sql) => Promise<unknown>,
  mine: Incoming,
): Promise<readonly Outcome[]> {
  let result: Promise<readonly Outcome[]> | undefined;
  await theirs.pool.begin(async (transaction) => {
    await work(transaction as unknown as Sql);
    result = store(mine);
    await expect
      .poll(
        () => server.sql`
          select from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`,
        { interval: 5 },
      )
      .not.toHaveLength(0);
  });
  return result!;
}

onOnePostgres('an id that another process is just inserting is not stored twice', async () => {
  const row = answer({ revision: 3 });
  const insert = (transaction: Sql) => insertCounted(transaction, row);
  expect(await whileTheyWrite(insert, row)).toEqual([{ created: false, revision: 3 }]);
});

onOnePostgres(
  'a higher revision waits for the process that holds the row, and is then stored',
  async () => {
    const row = answer({});
    await store(row);
    const hold = (transaction: Sql) =>
      transaction`select from responses where id = ${row.record.id} for update`;
    const outcome = await whileTheyWrite(hold, later(row, { revision: 2, score: 3 }));
    expect(outcome).toEqual([{ created: false, revision: 2 }]);
    expect(await recount(server.sql)).toEqual([]);
  },
);

onOnePostgres(
  'a revision that becomes too low while it waits gets the stored revision',
  async () => {
    const row = answer({ revision: 3 });
    await store(row);
    const raise = (transaction: Sql) =>
      updateResponses(transaction, row.record.shop, [{ ...row.record, revision: 9 }]);
    const outcome = await whileTheyWrite(raise, later(row, { revision: 8 }));
    expect(outcome).toEqual([{ created: false, revision: 9 }]);
  },
);

onOnePostgres(
  'of two processes that store a signed order at the same time, the first id stays',
  async () => {
    const [first, second] = [
      answer({ orderId: 'A', verified: true }),
      answer({ orderId: 'A', verified: true }),
    ];
    const insert = (transaction: Sql) => insertCounted(transaction, first);
    expect(await whileTheyWrite(insert, second)).toEqual([
      { created: false, revision: 1, isDuplicate: true },
    ]);
    expect(await stored()).toEqual([
      { id: first.record.id, revision: 1, order: 'A', verified: true },
    ]);
  },
);

onOnePostgres(
  'a revision that claims a signed order which another process is storing is retried',
  async () => {
    const [tap, other] = [answer({}), answer({ orderId: 'A', verified: true })];
    await store(tap);
    const insert = (transaction: Sql) => insertCounted(transaction, other);
    const claim = later(tap, { revision: 2, orderId: 'A', verified: true });
    expect(await whileTheyWrite(insert, claim)).toEqual([{ created: false, revision: 1 }]);
    expect(await stored()).toEqual([
      { id: other.record.id, revision: 1, order: 'A', verified: true },
      { id: tap.record.id, revision: 1, order: null, verified: false },
    ]);
    expect(await recount(server.sql)).toEqual([]);
  },
);

onOnePostgres(
  'of two answers of one batch that claim the same signed order, one gets it',
  async () => {
    const [one, other] = [answer({ score: 3 }), answer({ score: 4 })];
    await store(one, other);
    const claim = { revision: 2, orderId: 'B', verified: true };
    expect(await store(later(one, claim), later(other, claim))).toEqual([
      { created: false, revision: 2 },
      { created: false, revision: 1 },
    ]);
    const fresh = [
      { orderId: 'C', verified: true },
      { orderId: 'C', verified: true },
    ].map(answer);
    const told = await store(...fresh);
    expect(told.filter(({ isDuplicate }) => isDuplicate)).toHaveLength(1);
    expect(await recount(server.sql)).toEqual([]);
  },
);

onOnePostgres('the same order is one response’s in each moment and each survey', async () => {
  const signed = (given: object) => answer({ orderId: 'A', verified: true, ...given });
  const told = await store(signed({}), signed({ moment: 'delivery' }), signed({ survey: 77 }));
  expect(told.map(({ created }) => created)).toEqual([true, true, true]);
});

onOnePostgres('unsigned orders keep nobody out, before or after a signed one', async () => {
  const told = await store(
    answer({ orderId: 'A', score: 0 }),
    answer({ orderId: 'A', verified: true }),
    answer({ orderId: 'A', score: 0 }),
  );
  expect(told.map(({ created }) => created)).toEqual([true, true, true]);
});
