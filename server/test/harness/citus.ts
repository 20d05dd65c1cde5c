import { distribute } from '../../src/database/distribute.ts';
import { urlOf, withConnection } from './connection.ts';

/**
 * The workers of the Citus whose coordinator `url` names, as URLs with the same user. Empty for a
 * single PostgreSQL.
 */
export async function findCitusWorkers(url: string): Promise<string[]> {
  return withConnection(url, async (sql) => {
    const [extension] = await sql`select from pg_extension where extname = 'citus'`;
    if (!extension) return [];
    const nodes = await sql<{ name: string; port: number }[]>`
      select nodename as name, nodeport as port from pg_dist_node
      where noderole = 'primary' and groupid > 0 order by nodeid`;
    return nodes.map(({ name, port }) => {
      const worker = new URL(url);
      worker.hostname = name;
      worker.port = String(port);
      return worker.href;
    });
  });
}

/**
 * Makes a database on the coordinator and on each worker, and joins them. `createDistributedDatabase` also makes
 * the schema.
 */
export async function createCitusDatabase(
  clusterUrl: string,
  workers: readonly string[],
  name: string,
): Promise<void> {
  for (const url of [...workers, clusterUrl]) {
    await withConnection(url, (sql) => sql.unsafe(`create database ${name}`));
    await withConnection(urlOf(url, name), (sql) => sql`create extension citus`);
  }
  await withConnection(urlOf(clusterUrl, name), async (sql) => {
    const { hostname, port } = new URL(clusterUrl);
    await sql`select citus_set_coordinator_host(${hostname}, ${Number(port || 5432)})`;
    for (const worker of workers.map((each) => new URL(each)))
      await sql`select citus_add_node(${worker.hostname}, ${Number(worker.port || 5432)})`;
  });
}

/**
 * Makes a database with the schema, distributed. It cannot be a copy of a template: that would name the
 * template's shards.
 */
export async function createDistributedDatabase(
  clusterUrl: string,
  workers: readonly string[],
  name: string,
): Promise<void> {
  await createCitusDatabase(clusterUrl, workers, name);
  await distribute(urlOf(clusterUrl, name), () => {});
}

/** Removes a database of that name from each worker. */
export async function dropCitusDatabase(workers: readonly string[], name: string): Promise<void> {
  for (const url of workers)
    await withConnection(url, (sql) => sql.unsafe(`drop database if exists ${name} with (force)`));
}
