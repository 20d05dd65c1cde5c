import { spawnSync } from 'node:child_process';

/** A user of the operating system. */
export type Account = { uid: number; gid: number };

/** The user that PostgreSQL runs as when Nines is started by root. */
export const accountName = 'nines-postgres';

/** The user without rights that every Unix has in its passwd file. */
const nobody: Account = { uid: 65_534, gid: 65_534 };

/**
 * The user that root runs PostgreSQL as. It is one of its own, because other services run as `nobody` too, and
 * each of them could read the data. It is made where `useradd` can make it: without a password, a shell, or a home.
 * Elsewhere, such as on a read-only system, `nobody` has to do.
 */
export function findAccount(env: NodeJS.ProcessEnv): Account {
  const existing = lookUp(env);
  if (existing) return existing;
  const options = ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent'];
  // Two processes may try at once. The second one fails, and finds the user of the first.
  spawnSync('useradd', [...options, '--shell', '/usr/sbin/nologin', accountName], { env });
  return lookUp(env) ?? nobody;
}

function lookUp(env: NodeJS.ProcessEnv): Account | undefined {
  const [uid, gid] = ['-u', '-g'].map((option) => {
    const { status, stdout } = spawnSync('id', [option, accountName], { env, encoding: 'utf8' });
    return status === 0 ? Number(stdout) : 0;
  });
  return uid && gid ? { uid, gid } : undefined;
}
