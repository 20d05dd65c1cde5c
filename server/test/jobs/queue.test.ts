import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import { onOnePostgres } from '../harness/one-postgres.ts';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { readConfig } from '../../src/config/config.ts';
import { startServer, type RunningServer } from '../../src/server.ts';
import { createEmptyDatabase } from '../harness/cluster.ts';
import { freePort } from '../harness/ports.ts';
import { ask } from '../harness/requests.ts';
import type { TestServer } from '../harness/server.ts';
import { adminToken, createShop } from '../harness/shops.ts';

let server: RunningServer;
let shop: CreatedShop;
let superuser: postgres.Sql;
/** A user who may create tables but no schema, as in some managed databases. */
const user = `user_${randomUUID().replaceAll('-', '')}`;
let name: string;

beforeAll(async () => {
  const url = new URL(await createEmptyDatabase(inject('clusterUrl')));
  superuser = postgres(url.href, { max: 1, onnotice: () => {} });
  name = url.pathname.slice(1);
  await superuser.unsafe(`create role ${user} login password 'secret'`);
  await superuser.unsafe(`grant create, usage on schema public to ${user}`);
  url.username = user;
  url.password = 'secret';
  server = await startServer(
    readConfig({
      PORT: String(await freePort()),
      DATABASE_URL: url.href,
      ADMIN_TOKEN: adminToken,
      LOG_LEVEL: 'silent',
    }),
  );
  shop = await createShop(server as unknown as TestServer);
});
afterAll(async () => {
  await server?.stop();
  await superuser?.end({ timeout: 1 });
});

onOnePostgres(
  'leaves no connection open when it cannot be opened, and can be opened later',
  async () => {
    expect(await addWebhook()).toBe(500);
    const before = await connections();
    for (let time = 0; time < 8; time += 1) expect(await addWebhook()).toBe(500);
    // Each failure must close its pool. The server itself may have opened one or two connections.
    await expect.poll(connections).toBeLessThan(before + 4);
    await superuser.unsafe(`grant create on database ${name} to ${user}`);
    expect(await addWebhook()).toBe(201);
  },
);

async function addWebhook(): Promise<number> {
  const reply = await ask(server as unknown as TestServer, shop, '/v1/webhooks', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url: 'https://receiver.example/hook' }),
  });
  return reply.status;
}

async function connections(): Promise<number> {
  const [row] = await superuser<[{ count: number }]>`
    select count(*)::int from pg_stat_activity where usename = ${user}`;
  return row.count;
}
