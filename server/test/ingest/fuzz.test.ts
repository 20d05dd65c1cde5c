import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { runFuzz } from '../harness/fuzz-run.ts';
import { recount } from '../harness/recount.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { repeats } from '../harness/soak.ts';
import { createShop } from '../harness/shops.ts';

let server: TestServer;
let shop: CreatedShop;

beforeAll(async () => {
  server = await startTestServer();
  shop = await createShop(server);
});
afterAll(() => server.stop());

it(
  'any body sent to a public route is stored or refused, never a 500',
  { timeout: 1_800_000 },
  async () => {
    const count = repeats(1_000, 100_000);
    const report = await runFuzz({ url: server.url, publicKey: shop.publicKey, count });
    // The seed repeats the run.
    expect({ seed: report.seed, wrong: report.wrong }).toEqual({ seed: report.seed, wrong: [] });
    expect(report.sent).toBe(count);
    expect(report.neighboursStored).toBe(report.neighbours);
    expect(report.neighbours).toBeGreaterThan(count / 20);
    // Some requests were stored, some refused.
    for (const status of ['201', '400', '413', '415', '422']) {
      expect(report.byStatus[status]).toBeGreaterThan(0);
    }
    // No case blocks the server for long, as a regular expression that backtracks would.
    expect(report.slowestMilliseconds).toBeLessThan(60_000);
    expect(await recount(server.sql)).toEqual([]);
  },
);

it.each([
  '/w/%E0%A4%A.js',
  '/w/..%2f..%2fpackage.json',
  `/w/${'x'.repeat(5_000)}.js`,
  '/w/pk_%00.js',
  '/v1/responses/%',
  '/v1/surveys/%ff/aggregate',
  '//',
  '/%2e%2e/%2e%2e/etc/passwd',
])('an invalid address is refused: %s', async (path) => {
  const { status } = await fetch(server.url + path);
  expect([200, 400, 401, 404, 414, 431]).toContain(status);
});
