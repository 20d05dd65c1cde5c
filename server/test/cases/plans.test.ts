import postgres from 'postgres';
import { afterAll, beforeAll, expect } from 'vitest';
import { onOnePostgres } from '../harness/one-postgres.ts';
import type { CasesQuery } from '@nines/shared/wire/case';
import type { Sql } from '../../src/database/sql.ts';
import { readCases, summariseCases } from '../../src/cases/read.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';

let server: TestServer;
let shopId: number;

/** Every seventh of these responses has a case; they cover a year. Two people have worked on half of them. */
const responses = 42_000;

beforeAll(async () => {
  server = await startTestServer();
  const shop = await createShop(server);
  shopId = Number.parseInt(shop.shopId, 36);
  const surveyId = Number.parseInt(shop.surveyId, 36);
  await server.sql`
    insert into responses (shop_id, survey_id, id, answered_at, day, revision, score, verified, trusted,
      moment, channel, device, order_value, order_currency)
    select ${shopId}, ${surveyId}, ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid,
      now() - n * interval '12 minutes', current_date, 1, case when n % 7 = 0 then 2 else 9 end,
      false, false, 'checkout', 'widget', 'phone', 10, 'EUR'
    from generate_series(1, ${responses}) n`;
  await server.sql`
    insert into cases (shop_id, survey_id, id, opened_at, status, owner, contacted_at, worked_at)
    select shop_id, survey_id, id, answered_at, case when worked then 'contacted' else 'open' end,
      case when worked then (array['Sanne', 'Joris'])[1 + number % 2] end,
      case when worked then answered_at + interval '1 hour' end,
      case when worked then answered_at + interval '1 hour' end
    from (select *, row_number() over (order by id)::int as number from responses where score = 2) as r,
      lateral (select number % 2 = 0 as worked) as w`;
  await server.sql`vacuum analyze responses`;
  await server.sql`vacuum analyze cases`;
});
afterAll(() => server.stop());

type Plan = {
  'Node Type': string;
  'Relation Name'?: string;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: Plan[];
};

/** The actual plans of the statements that read cases and responses. */
async function plansOf(act: (sql: Sql) => Promise<unknown>): Promise<Plan[]> {
  const seen: [string, unknown[]][] = [];
  const spy = postgres(server.databaseUrl, {
    max: 1,
    debug: (_, query, parameters) => {
      if (/ from (cases|responses)/.test(query)) seen.push([query, parameters]);
    },
  });
  await act(spy as unknown as Sql);
  await spy.end();
  const plans = [];
  for (const [query, parameters] of seen) {
    const [row] = await server.sql.unsafe(
      `explain (analyze, buffers, format json) ${query}`,
      parameters as string[],
    );
    plans.push(row!['QUERY PLAN'][0]['Plan'] as Plan);
  }
  expect(plans.length).toBeGreaterThan(0);
  return plans;
}

/** All tables that a plan reads by a sequential scan. */
function readWhole(plan: Plan): string[] {
  const below = (plan.Plans ?? []).flatMap(readWhole);
  return plan['Node Type'] === 'Seq Scan' ? [plan['Relation Name'] ?? '', ...below] : below;
}
const pages = (plan: Plan) => plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];

const shopOf = () => ({ id: shopId, timezone: 'Europe/Amsterdam', currency: 'EUR' });

onOnePostgres.each<[string, Partial<CasesQuery>]>([
  ['all', {}],
  ['open ones', { status: ['open'] }],
  ['contacted ones', { status: ['contacted'] }],
  ['two statuses', { status: ['open', 'contacted'] }],
  ['one owner', { owner: 'Sanne' }],
  ['open ones of an owner, of which there are none', { owner: 'Sanne', status: ['open'] }],
  ['no owner', { owner: '' }],
  ['a survey without any', { survey: '1' }],
  ['a period', { from: '2020-01-01' }],
])('a page of %s reads a part of an index', async (_, query) => {
  const plans = await plansOf((sql) => readCases(sql, shopOf(), { limit: 20, ...query }));
  for (const plan of plans) {
    expect(readWhole(plan)).not.toContain('responses');
    // The table of responses has more than a thousand pages, that of cases about sixty.
    expect(pages(plan)).toBeLessThan(200);
  }
});

onOnePostgres.each([
  ['a month', {}],
  ['all time', { from: '2020-01-01' }],
])('a summary of %s reads no whole table of responses', async (_, query) => {
  const plans = await plansOf((sql) => summariseCases(sql, shopOf(), query));
  expect(plans).toHaveLength(2);
  for (const plan of plans) expect(readWhole(plan)).not.toContain('responses');
});
