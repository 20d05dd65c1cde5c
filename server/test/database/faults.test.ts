import { expect, it } from 'vitest';
import { type FaultPlan, runFaults } from '../harness/fault-run.ts';
import { createLedger } from '../harness/ledger.ts';
import { startTestServer } from '../harness/server.ts';
import { startShoppers } from '../harness/shoppers.ts';
import { repeats } from '../harness/soak.ts';
import { createShop } from '../harness/shops.ts';

const kills = repeats(1, 10);
const plans: FaultPlan[] = [
  { name: 'the server', servers: 1, victim: 'server', kills, shoppers: 24 },
  { name: 'the embedded database', servers: 1, victim: 'database', kills, shoppers: 24 },
  { name: 'one of two servers', servers: 2, victim: 'server', kills, shoppers: 24 },
  { name: 'the database of two servers', servers: 2, victim: 'database', kills, shoppers: 24 },
];

it.each(plans)(
  'no acknowledged answer is lost or doubled when $name is killed under load',
  { timeout: 600_000 },
  async (plan) => {
    const report = await runFaults(plan);
    process.stdout.write(`${plan.name}: ${JSON.stringify(report)}\n`);
    expect(report).toMatchObject({ kills: plan.kills, lost: 0, doubled: 0, unexpected: [] });
    expect(report.acknowledged).toBeGreaterThan(100);
    // A server survives the death of its database.
    if (plan.victim === 'database') expect(report.replies['unreachable']).toBeUndefined();
    // No request waited for the timeout of TCP, which is about fifteen minutes.
    expect(report.slowestMilliseconds).toBeLessThan(60_000);
  },
);

it('the ledger of these tests detects lost and wrongly counted answers', async () => {
  const server = await startTestServer();
  try {
    const shop = await createShop(server);
    const ledger = createLedger();
    const shoppers = startShoppers({
      urls: [server.url],
      publicKey: shop.publicKey,
      ledger,
      count: 4,
    });
    try {
      await expect.poll(ledger.acknowledgements).toBeGreaterThan(50);
    } finally {
      await shoppers.stop();
    }
    expect(await ledger.check(server.sql)).toMatchObject({ lost: 0, doubled: 0 });

    const one = server.sql`select id from responses where order_id is null limit 1`;
    await server.sql`update responses set revision = 0 where id = (${one})`;
    expect(await ledger.check(server.sql)).toMatchObject({ lost: 1, doubled: 0 });
    await server.sql`delete from responses where id = (${one})`;
    const verdict = await ledger.check(server.sql);
    expect(verdict.lost).toBeGreaterThan(0);
    expect(verdict.doubled).toBeGreaterThan(0);
  } finally {
    await server.stop();
  }
});
