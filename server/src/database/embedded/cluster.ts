import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { StartError } from '../../config/config.ts';
import type { Binaries, Runner } from './programs.ts';

/** The superuser of the embedded database. Only this folder's code connects as it. */
export const clusterUser = 'nines';

const passwordFile = 'nines-password';

/**
 * Creates a cluster (PostgreSQL's word for its data folder) unless it exists, and gives its password.
 * It is created in a folder beside and then renamed, so that neither a crash nor a second process can
 * leave half of one.
 */
export async function ensureCluster(
  cluster: string,
  binaries: Binaries,
  runner: Runner,
): Promise<{ password: string }> {
  if (!existsSync(cluster)) await createCluster(cluster, binaries, runner);
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
    await rename(data, cluster).catch((error: unknown) => {
      // Another process created it in the meantime.
      if (!existsSync(cluster)) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Advisory lock, held by the process that owns an embedded database. */
const ownerLock = 909_009;

/** Holds the lock that makes this process the only owner of an embedded database. */
export type Owner = { release(): Promise<void> };

/**
 * Makes this process the only owner of an embedded database; `undefined` when another process is. The
 * lock is lost with its connection, so it is taken again after the database was killed and restarted.
 * Throws a `StartError` when the database refuses connections.
 */
export async function becomeOwner(url: string): Promise<Owner | undefined> {
  let released = false;
  const sql = postgres(url, {
    max: 1,
    max_lifetime: null,
    connect_timeout: 5,
    backoff: () => 0.2,
    onnotice: () => {},
    onclose: () => void lockAgain(),
  });
  async function lockAgain(): Promise<void> {
    while (!released && !(await tryLock(sql).catch(() => false))) await sleep(200);
  }
  async function release(): Promise<void> {
    released = true;
    await sql.end({ timeout: 1 });
  }
  try {
    // PostgreSQL releases the lock of a killed owner a moment after the kill.
    for (let attempt = 0; attempt < 20; attempt += 1) {
      if (await tryLock(sql)) return { release };
      await sleep(100);
    }
  } catch (error) {
    await release();
    throw new StartError(`The database does not answer: ${(error as Error).message}`);
  }
  await release();
  return undefined;
}

async function tryLock(sql: postgres.Sql): Promise<boolean> {
  const [row] = await sql`select pg_try_advisory_lock(${ownerLock}) as held`;
  return Boolean(row?.['held']);
}
