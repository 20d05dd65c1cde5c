import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { findPostmaster } from '../../src/database/embedded/postmaster.ts';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { createLedger, type Ledger } from '../harness/ledger.ts';
import { type NinesProcess, ninesProcess } from '../harness/nines-process.ts';
import { freePort } from '../harness/ports.ts';
import { type Shoppers, startShoppers } from '../harness/shoppers.ts';
import { createShop } from '../harness/shops.ts';
import { mountSmallDisk, type SmallDisk } from '../harness/small-disk.ts';

/** Space for the empty database of 40 MB and its log of 16 MB a file, and little more. */
const megabytes = 160;
const slowMachine = { interval: 50 };

let disk: SmallDisk;
let nines: NinesProcess;
let shop: CreatedShop;
let ledger: Ledger;
let shoppers: Shoppers;

beforeAll(async () => {
  disk = mountSmallDisk(megabytes);
  nines = ninesProcess(await freePort(), { DATA_DIR: disk.path });
  await nines.start();
  shop = await createShop(nines);
});
afterAll(async () => {
  await nines?.stop();
  disk?.remove();
});
beforeEach(async () => {
  await disk.empty();
  ledger = createLedger();
  const urls = [nines.url];
  shoppers = startShoppers({ urls, publicKey: shop.publicKey, ledger, count: 24 });
  return () => shoppers.stop();
});

const readiness = async () => (await fetch(`${nines.url}/health/ready`)).status;
const whenReady = (status: number) => expect.poll(readiness, slowMachine).toBe(status);
const further = (status: number, count: number) => {
  const enough = (shoppers.replies[status] ?? 0) + count;
  return expect.poll(() => shoppers.replies[status], slowMachine).toBeGreaterThan(enough);
};

async function connect(): Promise<postgres.Sql> {
  const cluster = join(disk.path, 'postgres');
  const password = (await readFile(join(cluster, 'nines-password'), 'utf8')).trim();
  const { port } = (await findPostmaster(cluster))!;
  const url = `postgres://nines:${password}@127.0.0.1:${port}/postgres`;
  return postgres(url, { max: 1, onnotice: () => {} });
}

/** Every shopper got an expected reply from the server, which was never restarted. */
async function settle(name: string): Promise<void> {
  await shoppers.stop();
  const sql = await connect();
  const verdict = await ledger.check(sql);
  await sql`truncate responses, rollups`;
  await sql.end();
  const { replies, failures, unexpected } = shoppers;
  process.stdout.write(`${name}: ${JSON.stringify({ ...verdict, replies })}\n`);
  expect(verdict).toMatchObject({ lost: 0, doubled: 0 });
  expect(unexpected).toEqual([]);
  expect(failures).toEqual({});
  expect(shoppers.slowest()).toBeLessThan(60_000);
}

it('a full disk refuses new answers, and accepts them when there is space again', async () => {
  await further(201, 100);
  await disk.fill();
  await further(503, 200);
  await whenReady(503);
  const reply = await fetch(`${nines.url}/health/ready`);
  expect(reply.headers.get('retry-after')).toBe('1');
  expect(await reply.json()).toMatchObject({ detail: expect.stringContaining('full') });
  // Stored data can be read.
  const headers = { authorization: `Bearer ${shop.secretKey}` };
  expect((await fetch(`${nines.url}/v1/responses`, { headers })).status).toBe(200);
  await disk.empty();
  await whenReady(200);
  await further(201, 100);
  await settle('full');
});

it('a database that stopped because its log had no space is restarted when there is space', async () => {
  await further(201, 100);
  const before = await findPostmaster(join(disk.path, 'postgres'));
  const sql = await connect();
  // Without space for the next file of its log PostgreSQL panics, and cannot recover until there is space. A
  // checkpoint may free files for reuse, so this may take several attempts.
  await expect
    .poll(async () => {
      await disk.fill();
      await sql`select pg_switch_wal() from pg_logical_emit_message(false, '', 'x')`.catch(
        () => {},
      );
      return (await findPostmaster(join(disk.path, 'postgres')))?.pid;
    }, slowMachine)
    .not.toBe(before!.pid);
  await sql.end({ timeout: 1 });
  await whenReady(503);
  await further(503, 200);
  await disk.empty();
  await whenReady(200);
  await further(201, 100);
  await settle('out of log');
});
