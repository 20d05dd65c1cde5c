import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { ninesProcess } from '../harness/nines-process.ts';
import { freePort } from '../harness/ports.ts';
import { recount } from '../harness/recount.ts';
import { aggregateOf, ask, type Reply } from '../harness/requests.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { adminToken, createShop } from '../harness/shops.ts';
import { startImport } from '../harness/slow-import.ts';

// An interrupted import is sent again as a whole. No row is lost or counted twice.

const total = 10_000;
const patient = { timeout: 240_000 };

/** Files whose rows are recognised by an order's id, by another vendor's id, or by their content. */
const files = {
  orders: file('date,score,order id', (n) => `2026-05-01,${n % 11},o-${n}`),
  ids: file('id,date,score', (n) => `${n},2026-05-01,${n % 11}`),
  // A thousand rows of each kind are identical, and each is an answer.
  content: file('date,score,comment', (n) => `2026-05-01,${n % 5},${n % 2 ? 'Late' : ''}`),
};

let server: TestServer;
let shop: CreatedShop;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  expect(await recount(server.sql)).toEqual([]);
  await server.stop();
});
beforeEach(async () => {
  shop = await createShop(server);
});

describe.each(Object.keys(files) as (keyof typeof files)[])('rows known by their %s', (kind) => {
  const { head, rows, whole } = files[kind];

  it('when the connection is cut', async () => {
    const slow = startImport(server, shop);
    await slow.send(head + rows.slice(0, total / 2).join(''));
    await expect.poll(() => countOf(shop), patient).toBeGreaterThan(0);
    slow.cut();
    await expect(slow.reply).rejects.toThrow();
    const { body } = await send(shop, whole);
    expect(body.stored + body.known).toBe(total);
    expect(body.known).toBeGreaterThan(0);
    expect(await countOf(shop)).toBe(total);
    expect((await send(shop, whole)).body).toMatchObject({ stored: 0, known: total });
    expect(await countOf(shop)).toBe(total);
  });
});

it('reports the stored rows when the database becomes unavailable', async () => {
  const { head, rows, whole } = files.content;
  const slow = startImport(server, shop);
  await slow.send(head + rows.slice(0, 3_000).join(''));
  await expect.poll(() => countOf(shop), patient).toBeGreaterThanOrEqual(2_000);
  await server.sql.begin(async (sql) => {
    await sql`lock table responses in exclusive mode`;
    await slow.send(rows.slice(3_000, 8_000).join(''));
    const cut = async () =>
      (
        await server.sql`
          select pg_terminate_backend(pid) from pg_locks
          where relation = 'responses'::regclass and not granted
            and database = (select oid from pg_database where datname = current_database())`
      ).length;
    await expect.poll(cut, patient).toBeGreaterThan(0);
    const { status, body, headers } = await slow.reply;
    expect(status).toBe(503);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    const [, stored] = /when (\d+) rows were stored/.exec(body.detail) ?? [];
    expect(Number(stored)).toBeGreaterThanOrEqual(2_000);
  });
  expect((await send(shop, whole)).status).toBe(200);
  expect(await countOf(shop)).toBe(total);
});

it('when the server is killed', async () => {
  const { head, rows, whole } = files.content;
  const environment = { DATABASE_URL: server.databaseUrl, ADMIN_TOKEN: adminToken };
  const nines = ninesProcess(await freePort(), environment);
  const other = { ...server, url: nines.url };
  await nines.start();
  const slow = startImport(other, shop);
  await slow.send(head + rows.slice(0, 8_000).join(''));
  await expect.poll(() => countOf(shop), patient).toBeGreaterThan(0);
  await nines.kill();
  await expect(slow.reply).rejects.toThrow();
  const { body } = await send(shop, whole);
  expect(body.known).toBeGreaterThan(0);
  expect(body.stored + body.known).toBe(total);
  expect(await countOf(shop)).toBe(total);
});

function file(titles: string, row: (n: number) => string) {
  const head = `${titles}\n`;
  const rows = Array.from({ length: total }, (_, n) => `${row(n)}\n`);
  return { head, rows, whole: head + rows.join('') };
}

function send(to: CreatedShop, csv: string): Promise<Reply> {
  const headers = { 'content-type': 'text/csv' };
  return ask(server, to, '/v1/imports', { method: 'POST', headers, body: csv });
}

async function countOf(of: CreatedShop): Promise<number> {
  return (await aggregateOf(server, of, 'from=2026-05-01&to=2026-05-01')).total.responses;
}
