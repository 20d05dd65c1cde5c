import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodeId } from '../../src/database/ids.ts';
import { connectDatabase, type Database } from '../../src/database/pools.ts';
import { readConfig } from '../../src/config/config.ts';
import { askForRecount, endRecount, findPendingRecount } from '../../src/rollups/pending.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { until } from '../harness/until.ts';

let server: TestServer;
let database: Database;

beforeAll(async () => {
  server = await startTestServer();
  database = await connectDatabase(readConfig({ DATABASE_URL: server.databaseUrl }));
});
afterAll(async () => {
  await database.close();
  await server.stop();
});

it('a recount that was asked for again while it ran is still to be done', async () => {
  const sql = database.pool;
  const shop = decodeId((await createShop(server)).shopId)!;
  // Due after an hour, so that the server itself does not begin with it.
  const hourMs = 3_600_000;
  await askForRecount(sql, shop, hourMs);
  const first = (await findPendingRecount(sql, shop))!;
  await until('the time of asking differs', () => Date.now() > Date.parse(first.askedAt));
  await askForRecount(sql, shop, hourMs);
  const second = (await findPendingRecount(sql, shop))!;
  expect(second.askedAt).not.toBe(first.askedAt);
  await endRecount(sql, first);
  expect(await findPendingRecount(sql, shop)).toEqual(second);
  await endRecount(sql, second);
  expect(await findPendingRecount(sql, shop)).toBeUndefined();
});
