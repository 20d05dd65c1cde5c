import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { findPostmaster } from '../../src/database/embedded/postmaster.ts';
import { endChild, forkChild } from '../../test/harness/child.ts';
import { createEmptyDatabase, startCluster } from '../../test/harness/cluster.ts';
import { ninesProcess } from '../../test/harness/nines-process.ts';
import { freePort } from '../../test/harness/ports.ts';
import { createShop } from '../../test/harness/shops.ts';
import type { Endings } from './endings.ts';

/** The PostgreSQL of a bench: the embedded one, with the settings that Nines gives it. */
export type BenchCluster = {
  pid: number;
  /** Makes a database without a schema. Returns its URL. */
  createDatabase(): Promise<string>;
};

export async function startBenchCluster(endings: Endings): Promise<BenchCluster> {
  const cluster = await startCluster({ isDurable: true });
  endings.add(cluster.stop);
  const postmaster = await findPostmaster(join(cluster.folder, 'postgres'));
  return { pid: postmaster!.pid, createDatabase: () => createEmptyDatabase(cluster.url) };
}

/** A production server in a process of its own, with shops to answer to. */
export type BenchNines = { port: number; pid: number; shops: readonly CreatedShop[] };

/** All features are on. The rate limit is too high to be reached. */
export async function startNines(
  databaseUrl: string,
  shopCount: number,
  endings: Endings,
  environment: Record<string, string> = {},
): Promise<BenchNines> {
  const variables = {
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    RATE_LIMIT_PER_MINUTE: '1000000',
    LOG_LEVEL: 'warn',
    ...environment,
  };
  const nines = ninesProcess(await freePort(), variables, profiling());
  endings.add(nines.stop);
  await nines.start();
  const shops: CreatedShop[] = [];
  for (let index = 0; index < shopCount; index += 1) {
    shops.push(await createShop(nines, { name: `Bench ${index}` }));
  }
  return { port: nines.port, pid: nines.pid(), shops };
}

/** With `NINES_BENCH_PROFILE=folder` the server writes a CPU profile there. */
function profiling(): string[] {
  const folder = process.env['NINES_BENCH_PROFILE'];
  return folder ? ['--cpu-prof', `--cpu-prof-dir=${folder}`] : [];
}

/** Starts a program of the bench as a process and waits for its first message. */
export async function startChild<Message>(
  program: URL,
  args: readonly string[],
  endings: Endings,
): Promise<{ child: ChildProcess; message: Message }> {
  const started = await forkChild<Message>(program, args);
  endings.add(() => endChild(started.child));
  return started;
}
