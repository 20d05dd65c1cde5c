import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Binaries } from '../../src/database/embedded/programs.ts';
import type { Sql } from '../../src/database/sql.ts';
import { startEmbedded } from '../../src/database/embedded/start.ts';
import { migrate } from '../../src/database/migrate.ts';
import {
  createCitusDatabase,
  createDistributedDatabase,
  dropCitusDatabase,
  findCitusWorkers,
} from './citus.ts';
import { urlOf, withConnection } from './connection.ts';

/** A PostgreSQL in which each test file or bench makes databases of its own. */
export type Cluster = {
  /** A superuser's URL of its first database. */
  url: string;
  isCitus: boolean;
  /** Stops a PostgreSQL that was started here. In one that ran before, it drops the tests' databases. */
  stop(): Promise<void>;
};

/** A database with the schema and without rows. Copying it is faster than running the migrations. */
const template = 'nines_template';

/**
 * Starts the embedded PostgreSQL, or that of `programs`, in a temporary folder. Unless `isDurable`, it does not
 * wait for the disk: a crash of the machine may damage the data, which nobody needs afterwards.
 */
export async function startCluster(
  options: { programs?: Binaries; isDurable?: boolean } = {},
): Promise<Cluster & { folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'nines-test-'));
  const embedded = await startEmbedded(folder, {
    programs: options.programs,
    // Several test files start servers at once, and each server opens twenty connections.
    maxConnections: 300,
  });
  if (!options.isDurable) await saveTime(embedded.adminUrl);
  await createTemplate(embedded.adminUrl);
  return {
    folder,
    url: embedded.adminUrl,
    isCitus: false,
    async stop() {
      await embedded.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function saveTime(url: string): Promise<void> {
  await withConnection(url, async (sql) => {
    for (const setting of ['fsync', 'full_page_writes', 'autovacuum'])
      await sql.unsafe(`alter system set ${setting} = off`);
    await sql`select pg_reload_conf()`;
  });
}

/** Uses a PostgreSQL, or the coordinator of a Citus, that is running. `url` is a superuser's. */
export async function joinCluster(url: string): Promise<Cluster> {
  const workers = await findCitusWorkers(url);
  if (workers.length === 0) await createTemplate(url);
  return { url, isCitus: workers.length > 0, stop: () => dropTestDatabases(url, workers) };
}

/** Makes a database with the schema and without rows. Returns its URL. */
export async function createDatabase(clusterUrl: string): Promise<string> {
  const workers = await findCitusWorkers(clusterUrl);
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  if (workers.length > 0) await createDistributedDatabase(clusterUrl, workers, name);
  else
    await withConnection(clusterUrl, (sql) =>
      sql.unsafe(`create database ${name} template ${template}`),
    );
  return urlOf(clusterUrl, name);
}

/** Makes a database without a schema. Returns its URL. */
export async function createEmptyDatabase(clusterUrl: string): Promise<string> {
  const workers = await findCitusWorkers(clusterUrl);
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  if (workers.length > 0) await createCitusDatabase(clusterUrl, workers, name);
  else await withConnection(clusterUrl, (sql) => sql.unsafe(`create database ${name}`));
  return urlOf(clusterUrl, name);
}

async function createTemplate(clusterUrl: string): Promise<void> {
  await withConnection(clusterUrl, async (sql) => {
    await sql.unsafe(`drop database if exists ${template}`);
    await sql.unsafe(`create database ${template}`);
  });
  await withConnection(urlOf(clusterUrl, template), (sql) => migrate(sql as unknown as Sql));
}

async function dropTestDatabases(clusterUrl: string, workers: readonly string[]): Promise<void> {
  await withConnection(clusterUrl, async (sql) => {
    const rows = await sql<{ name: string }[]>`
      select datname as name from pg_database
      where datname = ${template} or datname ~ '^test_[0-9a-f]{32}$'`;
    for (const { name } of rows) {
      await sql.unsafe(`drop database ${name} with (force)`);
      await dropCitusDatabase(workers, name);
    }
  });
}
