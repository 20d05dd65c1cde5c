import type { TestProject } from 'vitest/node';
import { startCluster } from './start-cluster.ts';
import { findSystemPostgres } from './system-postgres.ts';

/** Runs the API's tests on the operating system's PostgreSQL. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const programs = findSystemPostgres();
  if (!programs)
    throw new Error('PostgreSQL could not be installed: see apt-get install postgresql');
  return startCluster(project, programs);
}
