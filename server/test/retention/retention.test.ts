import { afterAll, beforeAll, expect } from 'vitest';
import { connectDatabase, type Database } from '../../src/database/pools.ts';
import { readConfig } from '../../src/config/config.ts';
import { eraseOld } from '../../src/retention/retention.ts';
import { postAnswer } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { uuidv7 } from '../harness/uuid.ts';
import { onOnePostgres } from '../harness/one-postgres.ts';

let server: TestServer;
let database: Database;

beforeAll(async () => {
  server = await startTestServer();
  database = await connectDatabase(readConfig({ DATABASE_URL: server.databaseUrl }));
});
afterAll(async () => {
  await database?.close();
  await server?.stop();
});

const day = 86_400_000;
const round = () => eraseOld(database.pool, new Date(Date.now() + 3 * day), () => false);

/** A shop with a retention period of one day. */
async function forgetfulShop() {
  const shop = await createShop(server);
  const shopId = Number.parseInt(shop.shopId, 36);
  await server.sql`update shops set retention_days = 1 where id = ${shopId}`;
  return { ...shop, id: shopId };
}

onOnePostgres('erases a response and its deliveries together or not at all', async () => {
  const shop = await forgetfulShop();
  const id = uuidv7();
  await postAnswer(server, shop, { id, comment: 'comment-gone' });
  await server.sql`
    insert into webhook_deliveries (shop_id, webhook_id, id, event, subject, body)
    values (${shop.id}, 1, gen_random_uuid(), 'response.created', ${id}, 'comment-gone')`;
  const words = async () => {
    const [row] = await server.sql<[{ response: string | null; delivery: string | null }]>`
      select r.comment as response, d.body as delivery
      from responses r join webhook_deliveries d using (shop_id) where shop_id = ${shop.id}`;
    return row;
  };
  // As if the process was killed, or the database failed, between the two.
  await server.sql.unsafe(`
    create function refuse() returns trigger language plpgsql as
      $$ begin raise exception 'gone'; end $$;
    create trigger refuse before update on webhook_deliveries execute function refuse()`);
  await expect(round()).rejects.toThrow('gone');
  expect(await words()).toEqual({ response: 'comment-gone', delivery: 'comment-gone' });
  await server.sql.unsafe('drop function refuse cascade');
  expect(await round()).toBe(1);
  expect(await words()).toEqual({ response: null, delivery: null });
});

onOnePostgres('does not read erased responses again in each round', async () => {
  const shop = await forgetfulShop();
  const count = 5_000;
  await server.sql`
    insert into responses (shop_id, survey_id, id, answered_at, day, revision, score, verified,
      trusted, moment, channel, device, comment)
    select ${shop.id}, ${Number.parseInt(shop.surveyId, 36)}, gen_random_uuid(),
      now() - n / 2000 * interval '1 second', current_date, 1, 9, false, false, 'checkout', 'api', 'other',
      case when n % 2 = 0 then 'comment-gone' end
    from generate_series(1, ${count}) as n`;
  await server.sql`
    insert into views (shop_id, survey_id, id, kind, viewed_at, day, moment, channel, device, order_id)
    select ${shop.id}, ${Number.parseInt(shop.surveyId, 36)}, gen_random_uuid(), 'prompt',
      now() - n * interval '1 second', current_date, 'checkout', 'widget', 'phone', n::text
    from generate_series(1, ${count}) as n`;
  expect(await round()).toBe(count / 2 + count);
  // As autovacuum does after so many changes.
  await server.sql`analyze responses, views`;
  const before = await rowsRead();
  expect(await round()).toBe(0);
  expect((await rowsRead()) - before).toBeLessThan(count / 10);
  // Responses that arrive late are erased too.
  await server.sql`
    update views set order_id = 'late', viewed_at = viewed_at - interval '1 year'
    where shop_id = ${shop.id} and id in (select id from views where shop_id = ${shop.id} limit 3)`;
  expect(await round()).toBe(3);
});

/** The number of rows of responses and views that were read in this database by all queries. */
async function rowsRead(): Promise<number> {
  await database.pool`select pg_stat_force_next_flush()`;
  await server.sql`select pg_stat_force_next_flush()`;
  const [row] = await server.sql<[{ read: number }]>`
    select sum(seq_tup_read + idx_tup_fetch)::int as read from pg_stat_user_tables
    where relname in ('responses', 'views')`;
  return row.read;
}
