import postgres from 'postgres';
import { afterAll, beforeAll, expect } from 'vitest';
import { responsesQuerySchema } from '@nines/shared/wire/response';
import type { Sql } from '../../src/database/sql.ts';
import { listResponses, listResponsesOf } from '../../src/responses/find.ts';
import { onOnePostgres } from '../harness/one-postgres.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';

let server: TestServer;
let shop: number;

/** The oldest ten of these responses are tests. */
const responses = 40_000;

beforeAll(async () => {
  server = await startTestServer();
  const { shopId, surveyId } = await createShop(server);
  shop = Number.parseInt(shopId, 36);
  await server.sql`
    insert into responses (shop_id, survey_id, id, answered_at, day, revision, score, verified,
      moment, channel, device, customer_ref, email_ref, former_refs, reply_to, test)
    select ${shop}, ${Number.parseInt(surveyId, 36)}, gen_random_uuid(),
      now() - n * interval '1 minute', current_date, 1, 9, false, 'checkout', 'widget', 'phone',
      case when n % 2 = 1 then 'id-' || n end,
      case when n % 3 = 1 or n = 8 then 'mail-' || n end,
      case when n % 100 = 0 then array['former-' || n] end,
      case when n % 9 = 0 then 'R' || n || '@shopper.example' end,
      n > ${responses - 10}
    from generate_series(1, ${responses}) n`;
  await server.sql`vacuum analyze responses`;
});
afterAll(() => server.stop());

/** The pages that the statement of `run` reads. */
async function pagesRead(run: (sql: Sql) => Promise<unknown>): Promise<number> {
  const seen: [string, unknown[]][] = [];
  const spy = postgres(server.databaseUrl, {
    max: 1,
    debug: (_, query, parameters) => {
      if (query.includes('from responses')) seen.push([query, parameters]);
    },
  });
  await run(spy as unknown as Sql);
  await spy.end();
  const [[text, parameters] = ['', []]] = seen;
  const [row] = await server.sql.unsafe(
    `explain (analyze, buffers, format json) ${text}`,
    parameters as string[],
  );
  const plan = row!['QUERY PLAN'][0]['Plan'];
  return plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
}

onOnePostgres('a list of tests reads no other responses', async () => {
  const query = responsesQuerySchema.parse({ test: 'true' });
  const opts = { shop, query, after: undefined, limit: 21 };
  const pages = await pagesRead(async (sql) => {
    expect(await listResponses(sql, opts)).toHaveLength(10);
  });
  expect(pages).toBeLessThan(50);
});

onOnePostgres('a person is found by any name without reading the others’ responses', async () => {
  const person = { refs: ['id-7', 'mail-7'], linked: ['mail-8'], email: 'r9@shopper.example' };
  const pages = await pagesRead(async (sql) => {
    expect(await listResponsesOf(sql, shop, person, 1_000)).toHaveLength(3);
  });
  expect(pages).toBeLessThan(100);
});
