import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbedded, type EmbeddedDatabase } from '../../src/database/embedded/start.ts';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { databaseProcesses } from '../harness/database-processes.ts';
import { createLedger } from '../harness/ledger.ts';
import { type NinesProcess, ninesProcess } from '../harness/nines-process.ts';
import { freePort } from '../harness/ports.ts';
import { startShoppers } from '../harness/shoppers.ts';
import { createShop } from '../harness/shops.ts';
import { uuidv7 } from '../harness/uuid.ts';

let folder: string;
let database: EmbeddedDatabase;
let nines: NinesProcess;
let shop: CreatedShop;
let sql: postgres.Sql;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nines-outage-'));
  database = await startEmbedded(folder);
  sql = postgres(database.adminUrl, { max: 1, onnotice: () => {} });
  nines = ninesProcess(await freePort(), { DATABASE_URL: database.url });
  await nines.start();
  shop = await createShop(nines);
});
afterAll(async () => {
  await nines?.stop();
  await sql?.end({ timeout: 1 });
  await database?.stop();
  await rm(folder, { recursive: true, force: true });
});

type Reply = { status: number; retryAfter: string | null; milliseconds: number };

async function timed(request: Promise<Response>): Promise<Reply> {
  const began = performance.now();
  const response = await request;
  await response.text();
  return {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    milliseconds: performance.now() - began,
  };
}

function longest(replies: readonly Reply[]): number {
  return Math.max(...replies.map(({ milliseconds }) => milliseconds));
}

function answer(): Promise<Reply> {
  const body = JSON.stringify({ id: uuidv7(), key: shop.publicKey, score: 9 });
  return timed(fetch(`${nines.url}/v1/responses`, { method: 'POST', body }));
}

function read(path: string): Promise<Reply> {
  const headers = { authorization: `Bearer ${shop.secretKey}` };
  return timed(fetch(nines.url + path, { headers }));
}

const readiness = async () => (await fetch(`${nines.url}/health/ready`)).status;
const whenReady = (status: number) => expect.poll(readiness, { interval: 50 }).toBe(status);

describe.skipIf(process.platform !== 'linux')('a paused database', () => {
  it('is reported, and used again without a restart', async () => {
    expect((await timed(fetch(`${nines.url}/w/${shop.publicKey}.js`))).status).toBe(200);
    const processes = await databaseProcesses(join(folder, 'postgres'));
    for (const pid of processes) process.kill(pid, 'SIGSTOP');
    try {
      // Requests under way when it stops would otherwise wait as long as it is paused.
      const first = await Promise.all([
        ...Array.from({ length: 20 }, answer),
        ...Array.from({ length: 20 }, () => read('/v1/responses')),
      ]);
      for (const reply of first) expect(reply).toMatchObject({ status: 503, retryAfter: '1' });
      await whenReady(503);
      const later = await Promise.all(Array.from({ length: 50 }, () => read('/v1/shop')));
      for (const reply of later) expect(reply).toMatchObject({ status: 503, retryAfter: '1' });
      // Refused before any query: the health check has failed already.
      expect(longest(later)).toBeLessThan(longest(first));
      expect((await fetch(`${nines.url}/health/live`)).status).toBe(200);
      const loader = await timed(fetch(`${nines.url}/w/${shop.publicKey}.js`));
      expect(loader.status).toBe(200);
    } finally {
      for (const pid of processes) process.kill(pid, 'SIGCONT');
    }
    await whenReady(200);
    expect((await answer()).status).toBe(201);
    expect((await read('/v1/responses')).status).toBe(200);
  });
});

describe('a database with a locked table', () => {
  it('rejects answers instead of letting them wait for the lock', async () => {
    const lock = await sql.reserve();
    try {
      await lock`begin`;
      await lock`lock table responses in access exclusive mode`;
      const replies = await Promise.all(Array.from({ length: 5 }, answer));
      for (const reply of replies) expect(reply).toMatchObject({ status: 503, retryAfter: '1' });
    } finally {
      await lock`rollback`;
      lock.release();
    }
    expect((await answer()).status).toBe(201);
  });
});

describe('a database that refuses writes', () => {
  it('is reported when it is full, and used again when there is space', async () => {
    // The error of a full disk, raised for each row.
    await sql.unsafe(`
      create function no_room() returns trigger language plpgsql as
        $$ begin raise exception 'No space left on device' using errcode = 'disk_full'; end $$;
      create trigger no_room before insert on responses execute function no_room()`);
    const refused = await Promise.all(Array.from({ length: 20 }, answer));
    for (const reply of refused) expect(reply).toMatchObject({ status: 503, retryAfter: '1' });
    expect((await read('/v1/responses')).status).toBe(200);
    await sql.unsafe('drop function no_room cascade');
    expect((await answer()).status).toBe(201);
  });

  it('is reported when it is read-only, and used again when it is writable', async () => {
    const name = (await sql`select current_database() as name`)[0]!['name'] as string;
    await sql.unsafe(`alter database ${name} set default_transaction_read_only = on`);
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'nines'`;
    await expect.poll(async () => (await answer()).status).toBe(503);
    await whenReady(503);
    await sql`set default_transaction_read_only = off`;
    // Sessions that began as read-only stay read-only, so the server must replace its pools.
    await sql.unsafe(`alter database ${name} reset default_transaction_read_only`);
    await whenReady(200);
    await expect.poll(async () => (await answer()).status).toBe(201);
  });
});

describe('SIGTERM under load', () => {
  it('loses no acknowledged answer, resets no connection and ends in time', async () => {
    const ledger = createLedger();
    const urls = [nines.url];
    const shoppers = startShoppers({ urls, publicKey: shop.publicKey, ledger, count: 32 });
    try {
      await expect.poll(ledger.acknowledgements).toBeGreaterThan(300);
      // Twice, because a supervisor and a process group both send it.
      const second = setTimeout(() => nines.signal('SIGTERM'), 100);
      // A server that takes too long exits with 1.
      expect(await nines.stop()).toBe(0);
      clearTimeout(second);
    } finally {
      await shoppers.stop();
    }
    // New connections are refused, so a client may use another server. None is reset.
    expect(Object.keys(shoppers.failures)).toEqual(['ECONNREFUSED']);
    expect(shoppers.unexpected).toEqual([]);
    expect(await ledger.check(sql)).toMatchObject({ lost: 0, doubled: 0 });
  });
});
