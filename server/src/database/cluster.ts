import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Binaries } from './binaries.ts';
import { exists } from './exists.ts';
import type { Runner } from './unprivileged.ts';

/** The one user of the embedded database. */
export const clusterUser = 'nines';

const passwordFile = 'nines-password';

/**
 * Makes a cluster (PostgreSQL's word for its folder of data) unless it is there, and gives its
 * password. It is made aside and moved into place whole, so that neither a crash nor a second
 * process can leave half of one.
 */
export async function ensureCluster(
  cluster: string,
  binaries: Binaries,
  runner: Runner,
): Promise<{ password: string }> {
  if (!(await exists(cluster))) await createCluster(cluster, binaries, runner);
  return { password: (await readFile(join(cluster, passwordFile), 'utf8')).trim() };
}

async function createCluster(cluster: string, binaries: Binaries, runner: Runner): Promise<void> {
  const draft = await mkdtemp(`${cluster}-draft-`);
  try {
    const password = join(draft, passwordFile);
    const data = join(draft, 'data');
    await mkdir(data, { mode: 0o700 });
    await writeFile(password, randomBytes(24).toString('base64url'), { mode: 0o600 });
    for (const path of [draft, data, password]) await runner.give(path);
    const command = [
      ...runner.prefix,
      binaries.initdb,
      `--pgdata=${data}`,
      `--username=${clusterUser}`,
      `--pwfile=${password}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--data-checksums',
    ];
    await promisify(execFile)(command[0]!, command.slice(1), {
      ...runner.options,
      cwd: dirname(draft),
    });
    await rename(password, join(data, passwordFile));
    await rename(data, cluster).catch(async (error: unknown) => {
      if (!(await exists(cluster))) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
