import { chmod, lchown, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account } from './account.ts';

/**
 * Lets nobody but its user into a cluster: its folders get 0700 and its files 0600, and all of them belong to `owner`
 * where root starts PostgreSQL. Earlier versions ran it as another user. PostgreSQL must not be running meanwhile.
 * A folder is changed before what is in it, so that its former owner cannot put a link in the way.
 */
export async function restrictCluster(path: string, owner: Account | undefined): Promise<void> {
  // Windows has no such modes.
  if (process.getuid === undefined) return;
  const stats = await lstat(path);
  const { uid, gid, mode } = stats;
  if (owner && (uid !== owner.uid || gid !== owner.gid)) await lchown(path, owner.uid, owner.gid);
  if (stats.isSymbolicLink()) return;
  const wanted = stats.isDirectory() ? 0o700 : 0o600;
  if ((mode & 0o777) !== wanted) await chmod(path, wanted);
  if (!stats.isDirectory()) return;
  for (const name of await readdir(path)) await restrictCluster(join(path, name), owner);
}
