import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { responsesQuerySchema } from '@nines/shared/wire/response';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { readConfig } from '../../src/config/config.ts';
import { connectDatabase, type Database } from '../../src/database/pools.ts';
import { exportResponses } from '../../src/responses/export.ts';
import { ndjsonLine } from '../../src/responses/export-lines.ts';
import { ask } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { createShop } from '../harness/shops.ts';
import { beginExport, fillWithAnswers } from '../harness/slow-export.ts';

let server: TestServer;
let database: Database;
let shop: CreatedShop;

beforeAll(async () => {
  server = await startTestServer();
  database = await connectDatabase(readConfig({ DATABASE_URL: server.databaseUrl }));
});
afterAll(async () => {
  await database.close();
  await server.stop();
});
beforeEach(async () => {
  shop = await createShop(server);
});

it('resets the settings of its connection, read to its end or not', async () => {
  await fillWithAnswers(server, shop, 500);
  const bulk = database.open(1, { statementTimeoutMs: 77_000 });
  const settings = () => bulk`
    select current_setting('statement_timeout') as longest, current_setting('enable_sort') as sort`;
  const given = { longest: '77s', sort: 'on' };
  expect(await settings()).toEqual([given]);
  const query = responsesQuerySchema.parse({});
  for (const most of [1, Infinity]) {
    const { signal: gone } = new AbortController();
    const opts = { shop: Number.parseInt(shop.shopId, 36), query, line: ndjsonLine, gone };
    let seen = 0;
    for await (const lines of exportResponses(bulk, opts)) {
      seen += lines.toString().split('\n').length - 1;
      if (seen >= most) break;
    }
    expect(seen).toBe(most === 1 ? 100 : 500);
    expect(await settings()).toEqual([given]);
  }
});

it.each(['text/csv', 'application/x-ndjson'])(
  'reports an error before a line of %s is sent',
  async (accept) => {
    const path = '/v1/responses?from=2026-02-01&to=2026-01-01';
    const reply = await ask(server, shop, path, { headers: { accept } });
    expect(reply).toMatchObject({ status: 422, body: { errors: [{ path: 'from' }] } });
    expect(reply.headers.get('content-disposition')).toBeNull();
    await server.sql`alter table responses rename to elsewhere`;
    const failed = await ask(server, shop, '/v1/responses', { headers: { accept } });
    await server.sql`alter table elsewhere rename to responses`;
    expect(failed).toMatchObject({ status: 500, body: { status: 500 } });
  },
);

it('is limited to two for a shop and leaves a connection for imports', async () => {
  const [other, third] = [await createShop(server), await createShop(server)];
  for (const each of [shop, other, third]) await fillWithAnswers(server, each, 60_000);
  const slow = [await beginExport(server, shop), await beginExport(server, shop)];
  const refused = await beginExport(server, shop);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  slow.push(await beginExport(server, other));
  expect(slow.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect((await beginExport(server, third)).status).toBe(503);
  const body = '{"score":9,"answeredAt":"2026-05-01T12:00:00Z"}\n';
  const headers = { 'content-type': 'application/x-ndjson' };
  const imported = await ask(server, third, '/v1/imports', { method: 'POST', headers, body });
  expect(imported.body).toMatchObject({ stored: 1 });
  for (const { close } of slow) close();
  await untilExported(shop);
  await untilExported(third);
});

it('is cut off when its connection is lost, and no longer counts', async () => {
  // More than the sockets buffer.
  await fillWithAnswers(server, shop, 60_000);
  for (let time = 0; time < 2; time += 1) {
    const slow = await beginExport(server, shop);
    expect(slow.status).toBe(200);
    await server.sql`
      select pg_terminate_backend(pid) from pg_locks
      where relation = 'responses'::regclass and mode = 'AccessShareLock' and pid <> pg_backend_pid()
        and database = (select oid from pg_database where datname = current_database())`;
    // The part received so far must not look complete.
    await expect(slow.read()).rejects.toThrow('aborted');
    await untilExported(shop);
  }
});

async function untilExported(of: CreatedShop): Promise<void> {
  const headers = { accept: 'text/csv' };
  const poll = async () => (await ask(server, of, '/v1/responses', { headers })).status;
  await expect.poll(poll).toBe(200);
}
