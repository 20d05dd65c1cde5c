import postgres from 'postgres';
import { expect, it } from 'vitest';
import { limits } from '@nines/shared/limits';
import type { Sql } from '../../src/database/sql.ts';
import { createShopDirectory } from '../../src/shops/directory.ts';
import { startTestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';

it('runs no query for an origin that no shop can have', async () => {
  const server = await startTestServer();
  const shopOrigin = 'https://oever.example';
  await createShop(server, { origins: [shopOrigin] });
  let asked = 0;
  const sql = postgres(server.databaseUrl, { max: 1, debug: () => (asked += 1) });
  const directory = createShopDirectory(sql as unknown as Sql, 60_000);
  expect(await directory.knowsOrigin(shopOrigin)).toBe(true);
  const before = asked;
  expect(await directory.knowsOrigin(`https://${'o'.repeat(limits.url)}.example`)).toBe(false);
  expect(asked).toBe(before);
  expect(await directory.knowsOrigin('https://stranger.example')).toBe(false);
  expect(asked).toBeGreaterThan(before);
  await sql.end();
  await server.stop();
});
