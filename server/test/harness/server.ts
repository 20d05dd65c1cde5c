import { randomUUID } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import postgres from 'postgres';
import { inject } from 'vitest';
import type { CreatedShop, NewShop } from '@nines/shared/wire/shop';
import { readConfig } from '../../src/config/config.ts';
import { startServer } from '../../src/server.ts';

/** The real server on a database of its own, for one test file. */
export type TestServer = {
  url: string;
  databaseUrl: string;
  /** Straight into the database: for recounts, never for the server's own work. */
  sql: postgres.Sql;
  stop(): Promise<void>;
};

export const adminToken = 'the-admin-token-of-the-tests';
export const shopOrigin = 'https://shop.example';

export async function startTestServer(
  environment: Record<string, string> = {},
): Promise<TestServer> {
  const databaseUrl = await createDatabase();
  const port = await freePort();
  const server = await startServer(
    readConfig({
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      ADMIN_TOKEN: adminToken,
      LOG_LEVEL: 'silent',
      RATE_LIMIT_PER_MINUTE: '0',
      ...environment,
    }),
  );
  const sql = postgres(databaseUrl, { max: 2, onnotice: () => {} });
  return {
    url: server.url,
    databaseUrl,
    sql,
    async stop() {
      await sql.end();
      await server.stop();
    },
  };
}

/** A new, empty database in the project's cluster. */
export async function createDatabase(): Promise<string> {
  const clusterUrl = inject('clusterUrl');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const sql = postgres(clusterUrl, { max: 1 });
  await sql.unsafe(`create database ${name}`);
  await sql.end();
  const url = new URL(clusterUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** A shop made as its owner's host would. */
export async function createShop(
  server: TestServer,
  settings: Partial<NewShop> = {},
): Promise<CreatedShop> {
  const reply = await fetch(`${server.url}/v1/shops`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      name: 'Test shop',
      origins: [shopOrigin],
      timezone: 'Europe/Amsterdam',
      currency: 'EUR',
      locale: 'nl',
      ...settings,
    }),
  });
  if (reply.status !== 201) throw new Error(`no shop: ${reply.status} ${await reply.text()}`);
  return (await reply.json()) as CreatedShop;
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
