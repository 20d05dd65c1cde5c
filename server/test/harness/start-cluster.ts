import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import type { Binaries } from '../../src/database/embedded/programs.ts';
import { startEmbedded } from '../../src/database/embedded/start.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A PostgreSQL in which each test file makes a database of its own. */
    clusterUrl: string;
  }
}

/** Starts a PostgreSQL for a project's tests; gives the function that ends it. */
export async function startCluster(
  project: TestProject,
  programs?: Binaries,
): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'nines-test-'));
  const cluster = await startEmbedded(folder, programs);
  project.provide('clusterUrl', cluster.url);
  return async () => {
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
