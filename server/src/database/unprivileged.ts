import { spawnSync, type SpawnOptions } from 'node:child_process';
import { chown, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** How to start a program so that PostgreSQL, which refuses to run as root, consents. */
export type Runner = {
  /** The program and arguments that go before the command. */
  prefix: readonly string[];
  options: Pick<SpawnOptions, 'uid' | 'gid'>;
  /** Gives a file or folder to the user that the program will run as. */
  give(path: string): Promise<void>;
};

/** The user without rights that every Unix has in its passwd file. */
const nobody = { uid: 65_534, gid: 65_534 };

/**
 * As an ordinary user: nothing to do. As root: run as `nobody`. Where a folder on the way to
 * `folders` (say `/root`) is closed to `nobody`, the program keeps the one right of root's that it
 * needs, to pass through folders. initdb asks access(2), which forgets such rights unless
 * `no_setuid_fixup` is set.
 */
export async function findRunner(folders: readonly string[]): Promise<Runner> {
  if (process.getuid?.() !== 0) return { prefix: [], options: {}, give: async () => {} };
  const open = await areOpenToAll(folders);
  const rights = open ? '-all' : '-all,+dac_override,+dac_read_search';
  const [setpriv, ...args] = [
    'setpriv',
    `--reuid=${nobody.uid}`,
    `--regid=${nobody.gid}`,
    '--clear-groups',
    ...(open ? [] : ['--securebits=+no_setuid_fixup']),
    `--inh-caps=${rights}`,
    `--ambient-caps=${rights}`,
    `--bounding-set=${rights}`,
  ] as const;
  const works = spawnSync(setpriv, [...args, 'true']).status === 0;
  return {
    prefix: works ? [setpriv, ...args] : [],
    // Without util-linux's setpriv the plain way is left: it serves where all folders are open.
    options: works ? {} : nobody,
    give: (path) => chown(path, nobody.uid, nobody.gid),
  };
}

/** Whether everyone may pass through the folders and all that are above them. */
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
