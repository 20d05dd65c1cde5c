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
  /** A direct connection to the database, which the server does not use. */
  sql: postgres.Sql;
  stop(): Promise<void>;
};

/**
 * The timings of tests. The cache of shops keeps its usual time: with a short one a recount would begin while a
 * test still reads the counts. Tests that need it pass `soonSeen`.
 */
const shortTimings: Timings = {
  ...defaultTimings,
  webhookPollMs: 200,
  jobPollMs: 100,
  recountPollMs: 1_000,
  drainQuietMs: 50,
};

/** With this, other processes see changed settings, and recounts begin, within a fraction of a second. */
export const soonSeen: Partial<Timings> = { directoryMs: 200 };

/** `timings` replace some of the timings of tests. */
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
