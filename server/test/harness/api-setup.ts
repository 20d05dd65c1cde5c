import type { TestProject } from 'vitest/node';
import { type Cluster, joinCluster, startCluster } from './cluster.ts';
import { findSystemPostgres } from './system-postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Which PostgreSQL a project's tests run on. */
    postgres: 'embedded' | 'system';
    /** A superuser's URL of a PostgreSQL in which each test file makes a database of its own. */
    clusterUrl: string;
    /** Whether it is a Citus. Tests of the plans, processes and locks of one PostgreSQL are then skipped. */
    isCitus: boolean;
  }
}

/**
 * Runs once before the API's tests. They use the PostgreSQL, or the coordinator of a Citus, that
 * `TEST_DATABASE_URL` names, else the embedded PostgreSQL.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await findCluster(project.getProvidedContext().postgres);
  project.provide('clusterUrl', cluster.url);
  project.provide('isCitus', cluster.isCitus);
  return cluster.stop;
}

async function findCluster(kind: 'embedded' | 'system'): Promise<Cluster> {
  const url = process.env['TEST_DATABASE_URL'];
  if (kind === 'embedded') return url ? joinCluster(url) : startCluster();
  const programs = findSystemPostgres();
  if (!programs) throw new Error('PostgreSQL could not be installed: apt-get install postgresql');
  return startCluster({ programs });
}
