import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CasesQuery } from '@nines/shared/wire/case';
import type { Sql } from '../src/database/sql.ts';
import { listCases } from '../src/cases/list.ts';
import { summariseCases } from '../src/cases/summary.ts';
import { createShop, startTestServer, type TestServer } from './harness/server.ts';

let server: TestServer;
let shopId: number;

/** Of so many responses every seventh is a case, a year of them; half have been worked on, by two. */
const responses = 42_000;

beforeAll(async () => {
  server = await startTestServer();
  const shop = await createShop(server);
  shopId = Number.parseInt(shop.shopId, 36);
  const surveyId = Number.parseInt(shop.surveyId, 36);
  await server.sql`
    insert into responses (shop_id, survey_id, id, answered_at, day, revision, score, verified,
      moment, channel, device, order_value, order_currency, case_opened_at, case_status, case_owner,
      case_contacted_at, case_worked_at)
    select ${shopId}, ${surveyId}, gen_random_uuid(), t, t::date, 1, case when is_case then 2 else 9 end,
      false, 'checkout', 'widget', 'phone', 10, 'EUR',
      case when is_case then t end, case when worked then 'contacted' end,
      case when worked then (array['Sanne', 'Joris'])[1 + n % 2] end,
      case when worked then t + interval '1 hour' end, case when worked then t + interval '1 hour' end
    from generate_series(1, ${responses}) n,
      lateral (select now() - n * interval '12 minutes' as t, n % 7 = 0 as is_case,
        n % 14 = 0 as worked) as l`;
  await server.sql`vacuum analyze responses`;
});
afterAll(() => server.stop());

type Plan = {
  'Node Type': string;
  'Relation Name'?: string;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: Plan[];
};

/** The plans of the statements that read responses, as they ran. */
async function plansOf(act: (sql: Sql) => Promise<unknown>): Promise<Plan[]> {
  const seen: [string, unknown[]][] = [];
  const spy = postgres(server.databaseUrl, {
    max: 1,
    debug: (_, query, parameters) => {
      if (query.includes('responses r')) seen.push([query, parameters]);
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

/** All tables that a plan reads from one end to the other. */
function readWhole(plan: Plan): string[] {
  const below = (plan.Plans ?? []).flatMap(readWhole);
  return plan['Node Type'] === 'Seq Scan' ? [plan['Relation Name'] ?? '', ...below] : below;
}
const pages = (plan: Plan) => plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];

const page = (query: Partial<CasesQuery>) => (sql: Sql) =>
  listCases(sql, { shopId, query: { limit: 20, ...query }, after: undefined, limit: 21 });

it.each<[string, Partial<CasesQuery>]>([
  ['all', {}],
  ['those open', { status: ['open'] }],
  ['those contacted', { status: ['contacted'] }],
  ['two statuses', { status: ['open', 'contacted'] }],
  ['one’s own', { owner: 'Sanne' }],
  ['one’s own that are open, of which there are none', { owner: 'Sanne', status: ['open'] }],
  ['nobody’s', { owner: '' }],
  ['a survey without any', { survey: '1' }],
  ['a period', { from: '2020-01-01' }],
])('a page of %s reads a part of an index', async (_, query) => {
  const [plan] = await plansOf(page(query));
  expect(readWhole(plan!)).not.toContain('responses');
  // The table has more than a thousand; two thirds of a page in each of three indexes is a survey's.
  expect(pages(plan!)).toBeLessThan(200);
});

it.each([
  ['a month', {}, 40],
  ['all time', { from: '2020-01-01' }, 200],
])('a summary of %s reads that part of the indexes, and no row', async (_, query, most) => {
  const shopOf = { id: shopId, timezone: 'Europe/Amsterdam', currency: 'EUR' };
  const plans = await plansOf((sql) => summariseCases(sql, shopOf, query));
  expect(plans).toHaveLength(2);
  for (const plan of plans) {
    expect(readWhole(plan)).not.toContain('responses');
    expect(pages(plan)).toBeLessThan(most);
  }
});
