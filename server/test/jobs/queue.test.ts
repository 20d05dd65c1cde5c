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
/** A user who may make tables, but no schema, as where the database is managed by others. */
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
  'leaves nothing behind where it cannot be opened, and opens once it can',
  async () => {
    expect(await addWebhook()).toBe(500);
    const before = await connections();
    for (let time = 0; time < 8; time += 1) expect(await addWebhook()).toBe(500);
    // Each used to leave a pool, for ever; what else the server does may have opened one or two.
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
