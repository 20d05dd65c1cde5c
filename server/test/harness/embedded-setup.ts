import type { TestProject } from 'vitest/node';
import { startCluster } from './start-cluster.ts';

/** Runs the API's tests on the embedded PostgreSQL. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  return startCluster(project);
}
