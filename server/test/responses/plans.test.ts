import postgres from 'postgres';
import { afterAll, beforeAll, expect } from 'vitest';
import { responsesQuerySchema } from '@nines/shared/wire/response';
import type { Sql } from '../../src/database/sql.ts';
import { listResponses } from '../../src/responses/find.ts';
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
      moment, channel, device, test)
    select ${shop}, ${Number.parseInt(surveyId, 36)}, gen_random_uuid(),
      now() - n * interval '1 minute', current_date, 1, 9, false, 'checkout', 'widget', 'phone',
      n > ${responses - 10}
    from generate_series(1, ${responses}) n`;
  await server.sql`vacuum analyze responses`;
});
afterAll(() => server.stop());

onOnePostgres('a list of tests reads no other responses', async () => {
  const seen: [string, unknown[]][] = [];
  const spy = postgres(server.databaseUrl, {
    max: 1,
    debug: (_, query, parameters) => {
      if (query.includes('from responses')) seen.push([query, parameters]);
    },
  });
  const query = responsesQuerySchema.parse({ test: 'true' });
  const opts = { shop, query, after: undefined, limit: 21 };
  expect(await listResponses(spy as unknown as Sql, opts)).toHaveLength(10);
  await spy.end();
  const [[text, parameters] = ['', []]] = seen;
  const [row] = await server.sql.unsafe(
    `explain (analyze, buffers, format json) ${text}`,
    parameters as string[],
  );
  const plan = row!['QUERY PLAN'][0]['Plan'];
  expect(plan['Shared Hit Blocks'] + plan['Shared Read Blocks']).toBeLessThan(50);
});
