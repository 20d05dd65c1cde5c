import postgres from 'postgres';
import { inject } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { defaultTimings, type Timings } from '../../src/config/timings.ts';
import { startServer } from '../../src/server.ts';
import { freePort } from './ports.ts';
import { createDatabase as createDatabaseIn } from './cluster.ts';
import { adminToken } from './shops.ts';

/** The real server, in the test's process, on a database of its own. */
export type TestServer = {
  url: string;
  databaseUrl: string;
  /** Straight into the database: for recounts, never for the server's own work. */
  sql: postgres.Sql;
  stop(): Promise<void>;
};

/** The waits of the product, as short as tests that wait for their end want them. */
const shortTimings: Timings = {
  ...defaultTimings,
  directoryMs: 200,
  webhookPollMs: 200,
  jobPollMs: 100,
  recountPollMs: 1_000,
  drainQuietMs: 50,
};

/** `timings` are the waits that a test wants otherwise than short. */
export async function startTestServer(
  environment: Record<string, string> = {},
  timings: Partial<Timings> = {},
): Promise<TestServer> {
  const databaseUrl = await createDatabase();
  const server = await startServer(
    readConfig({
      PORT: String(await freePort()),
      DATABASE_URL: databaseUrl,
      ADMIN_TOKEN: adminToken,
      LOG_LEVEL: 'silent',
      RATE_LIMIT_PER_MINUTE: '0',
      ...environment,
    }),
    { ...shortTimings, ...timings },
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

/** Makes a database with the schema and without rows in the project's cluster. Returns its URL. */
export const createDatabase = (): Promise<string> => createDatabaseIn(inject('clusterUrl'));
