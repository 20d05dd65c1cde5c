import { pino } from 'pino';
import postgres from 'postgres';
import { afterAll, beforeAll, expect } from 'vitest';
import { onOnePostgres } from '../harness/one-postgres.ts';
import { readConfig } from '../../src/config/config.ts';
import { connectDatabase, type Database } from '../../src/database/pools.ts';
import type { Sql } from '../../src/database/sql.ts';
import { createRecounter } from '../../src/recount/recounter.ts';
import { hold } from '../harness/hold.ts';
import { postAnswer } from '../harness/requests.ts';
import { soonSeen, startTestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';

let database: Database;
let sql: Sql;
/** Connections of another program. */
let plain: postgres.Sql;
let shops: number[];

beforeAll(async () => {
  const server = await startTestServer({}, soonSeen);
  const created = await Promise.all([1, 2, 3, 4].map(() => createShop(server)));
  shops = created.map(({ shopId }) => Number.parseInt(shopId, 36));
  for (const shop of created) await postAnswer(server, shop, {});
  // The server's own recounter must not do the work of the tested ones.
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
const timings = { pollMs: 60_000, cacheMs: 0 };

/** Requests a recount that is due now. */
async function request(...ids: number[]): Promise<void> {
  for (const [index, shop] of ids.entries()) {
    const due = new Date(Date.now() - 60_000 + index);
    await sql`insert into recounts (shop_id, asked_at, due_at) values (${shop}, ${due}, ${due})`;
  }
}

onOnePostgres('a shop whose recount fails does not keep other shops waiting', async () => {
  const [broken, whole] = shops as [number, number];
  // An invalid time zone. This recount is due first.
  await sql`update shops set timezone = 'Nowhere/Land' where id = ${broken}`;
  await request(broken, whole);
  const recounter = createRecounter(sql, log, timings);
  try {
    await expect.poll(asked).toEqual([broken]);
  } finally {
    await recounter.stop();
  }
  expect(await locks()).toBe(0);
  await sql`delete from recounts`;
});

onOnePostgres(
  'may take longer than the statement timeout, and stops at once when stopped',
  async () => {
    const shop = shops[2]!;
    await sql`
    update surveys set settings = settings || '{"segments": ["plan"]}' where shop_id = ${shop}`;
    const impatient = database.open(3, { statementTimeoutMs: 2_000 });
    const holder = await hold(
      plain,
      (transaction) => transaction`lock table responses in access exclusive mode`,
    );
    try {
      await request(shop);
      const stopped = createRecounter(impatient, log, timings);
      await expect.poll(waited).toBeGreaterThan(0);
      // The lock is still held.
      await stopped.stop();
      expect(await asked()).toEqual([shop]);

      const recounter = createRecounter(impatient, log, timings);
      await expect.poll(waited).toBeGreaterThan(3);
      await holder.release();
      await expect.poll(asked).toEqual([]);
      await recounter.stop();
    } finally {
      await holder.release();
    }
    expect(await locks()).toBe(0);
    expect(await impatient`show statement_timeout`).toEqual([{ statement_timeout: '2s' }]);
  },
);

/** The shops whose recount is pending. */
async function asked(): Promise<number[]> {
  return (await sql<{ shop: number }[]>`select shop_id as shop from recounts`).map(
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

/** The seconds that a statement has been waiting for `responses`; 0 when none is waiting. */
async function waited(): Promise<number> {
  const [row] = await sql<[{ seconds: number }]>`
    select coalesce(max(extract(epoch from clock_timestamp() - a.query_start)), 0)::float8 as seconds
    from pg_locks l join pg_stat_activity a using (pid)
    where not l.granted and l.relation = 'responses'::regclass
      and l.database = (select oid from pg_database where datname = current_database())`;
  return row.seconds;
}
