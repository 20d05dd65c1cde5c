import { pino } from 'pino';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '../src/config/config.ts';
import { connectDatabase, type Database } from '../src/database/pools.ts';
import type { Sql } from '../src/database/sql.ts';
import { createReroller } from '../src/reroll/reroller.ts';
import { hold } from './harness/hold.ts';
import { postAnswer } from './harness/requests.ts';
import { createShop, startTestServer } from './harness/server.ts';

let database: Database;
let sql: Sql;
/** Somebody else's connections: a program that is not ours. */
let plain: postgres.Sql;
let shops: number[];

beforeAll(async () => {
  const server = await startTestServer();
  const created = await Promise.all([1, 2, 3, 4].map(() => createShop(server)));
  shops = created.map(({ shopId }) => Number.parseInt(shopId, 36));
  for (const shop of created) await postAnswer(server, shop, {});
  // It has a reroller of its own, which must not lend a hand.
  await server.stop();
  database = await connectDatabase(readConfig({ DATABASE_URL: server.databaseUrl }));
  sql = database.pool;
  plain = postgres(server.databaseUrl, { max: 2, onnotice: () => {} });
});
afterAll(async () => {
  await plain?.end({ timeout: 1 });
  await database?.close();
});

const log = pino({ level: 'silent' });

it('a shop whose history cannot be counted keeps no other waiting', async () => {
  const [broken, whole] = shops as [number, number];
  // A zone that this database does not know; asked first, so that its turn comes first.
  await sql`update shops set timezone = 'Nowhere/Land' where id = ${broken}`;
  await sql`
    insert into rerolls (shop_id, due_at)
    values (${broken}, now() - interval '1 hour'), (${whole}, now())`;
  const reroller = createReroller(sql, log);
  try {
    await expect.poll(asked).toEqual([broken]);
  } finally {
    await reroller.stop();
  }
  expect(await locks()).toBe(0);
  await sql`delete from rerolls`;
});

it('takes as long as a history is large, and ends when it is told to', async () => {
  const shop = shops[2]!;
  // Each statement of the reroller has to wait longer than any may elsewhere.
  const impatient = database.open(3, { statementTimeoutMs: 2_000 });
  const holder = await hold(
    plain,
    (transaction) => transaction`lock table segment_values in access exclusive mode`,
  );
  try {
    await sql`insert into rerolls (shop_id) values (${shop})`;
    const stopped = createReroller(impatient, log);
    await expect.poll(waited).toBeGreaterThan(0);
    // While what it waits for is still held.
    await stopped.stop();
    expect(await asked()).toEqual([shop]);

    const reroller = createReroller(impatient, log);
    await expect.poll(waited).toBeGreaterThan(3);
    await holder.release();
    await expect.poll(asked).toEqual([]);
    await reroller.stop();
  } finally {
    await holder.release();
  }
  expect(await locks()).toBe(0);
  expect(await impatient`show statement_timeout`).toEqual([{ statement_timeout: '2s' }]);
});

it('waits for those of ours that read the shop first, and for nobody else who does', async () => {
  const shop = shops[3]!;
  const read = (by: postgres.Sql) => by`select timezone from shops where id = ${shop}`;
  // As a backup does, or a person who left a transaction open.
  const backup = await hold(plain, read);
  const writer = await hold(sql as unknown as postgres.Sql, read);
  try {
    await sql`insert into rerolls (shop_id) values (${shop})`;
    const stopped = createReroller(sql, log);
    await expect.poll(looks).toBeGreaterThan(0);
    await stopped.stop();
    expect(await asked()).toEqual([shop]);

    await writer.release();
    const reroller = createReroller(sql, log);
    await expect.poll(asked).toEqual([]);
    await reroller.stop();
  } finally {
    await writer.release();
    await backup.release();
  }
});

/** On how many connections the last thing asked was who is still writing. */
async function looks(): Promise<number> {
  const found = await plain`
    select from pg_stat_activity where datname = current_database() and query like '%as writer%'
      and pid <> pg_backend_pid()`;
  return found.length;
}

/** The shops that are still to be counted anew. */
async function asked(): Promise<number[]> {
  return (await sql<{ shop: number }[]>`select shop_id as shop from rerolls`).map(
    ({ shop }) => shop,
  );
}

async function locks(): Promise<number> {
  return (
    await sql`
    select from pg_locks where locktype = 'advisory' and classid = 909011
      and database = (select oid from pg_database where datname = current_database())`
  ).length;
}

/** For how many seconds a statement has been waiting for `segment_values`; 0 when none does. */
async function waited(): Promise<number> {
  const [row] = await sql<[{ seconds: number }]>`
    select coalesce(max(extract(epoch from clock_timestamp() - a.query_start)), 0)::float8 as seconds
    from pg_locks l join pg_stat_activity a using (pid)
    where not l.granted and l.relation = 'segment_values'::regclass
      and l.database = (select oid from pg_database where datname = current_database())`;
  return row.seconds;
}
