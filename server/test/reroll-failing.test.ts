import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { connectDatabase, type Database } from '../src/database/connect.ts';
import { createReroller } from '../src/reroll/reroller.ts';
import { postAnswer } from './harness/requests.ts';
import { createShop, startTestServer, type TestServer } from './harness/server.ts';

let server: TestServer;
let database: Database;

beforeAll(async () => {
  server = await startTestServer();
  database = await connectDatabase(readConfig({ DATABASE_URL: server.databaseUrl }));
});
afterAll(async () => {
  await database.close();
  await server.stop();
});

it('a shop whose history cannot be counted keeps no other waiting', async () => {
  const shops = [await createShop(server), await createShop(server)];
  for (const shop of shops) await postAnswer(server, shop, {});
  const [broken, whole] = shops.map(({ shopId }) => Number.parseInt(shopId, 36)) as [
    number,
    number,
  ];
  // A zone that this database does not know; asked first, so that its turn comes first.
  await server.sql`update shops set timezone = 'Nowhere/Land' where id = ${broken}`;
  await server.sql`
    insert into rerolls (shop_id, due_at)
    values (${broken}, now() - interval '1 hour'), (${whole}, now())`;
  const reroller = createReroller(database.pool, pino({ level: 'silent' }));
  const left = async () =>
    (await server.sql`select shop_id::float8 as shop from rerolls`).map(({ shop }) => shop);
  await expect.poll(left, { timeout: 5_000 }).toEqual([broken]);
  await reroller.stop();
  expect(await locks()).toBe(0);
});

it('takes as long as a history is large, and ends when it is told to', async () => {
  const shop = Number.parseInt((await createShop(server)).shopId, 36);
  await server.sql`delete from rerolls`;
  // Each statement of the reroller has to wait longer than any may elsewhere.
  const impatient = database.open(3, { longestStatement: 300 });
  const locked = Promise.withResolvers<void>();
  const until = Promise.withResolvers<void>();
  const holding = server.sql.begin(async (transaction) => {
    await transaction`lock table segment_values in access exclusive mode`;
    locked.resolve();
    await until.promise;
  });
  await locked.promise;
  await server.sql`insert into rerolls (shop_id) values (${shop})`;
  const left = async () => (await server.sql`select from rerolls where shop_id = ${shop}`).length;
  const stopped = createReroller(impatient, pino({ level: 'silent' }));
  await expect.poll(waiting, { timeout: 5_000 }).toBe(1);
  const began = performance.now();
  await stopped.stop();
  expect(performance.now() - began).toBeLessThan(1_000);
  expect(await left()).toBe(1);

  const reroller = createReroller(impatient, pino({ level: 'silent' }));
  await new Promise((resolve) => setTimeout(resolve, 800));
  expect(await waiting()).toBe(1);
  until.resolve();
  await holding;
  await expect.poll(left, { timeout: 5_000 }).toBe(0);
  await reroller.stop();
  expect(await locks()).toBe(0);
  expect(await impatient`show statement_timeout`).toEqual([{ statement_timeout: '300ms' }]);
});

async function locks(): Promise<number> {
  return (
    await server.sql`
    select from pg_locks where locktype = 'advisory' and classid = 909011`
  ).length;
}

async function waiting(): Promise<number> {
  return (
    await server.sql`
    select from pg_locks where not granted and relation = 'segment_values'::regclass`
  ).length;
}
