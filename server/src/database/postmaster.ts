import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A running PostgreSQL, as it says of itself in `postmaster.pid`. */
export type Postmaster = { pid: number; port: number; ready: boolean };

/** The PostgreSQL that runs on a cluster's folder, if one does. */
export async function findPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const file = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = file.split('\n').map((line) => line.trim());
  const pid = Number(lines[0]);
  if (!(pid > 1) || !(await isPostgres(pid))) return undefined;
  return { pid, port: Number(lines[3]), ready: lines[7] === 'ready' };
}

/**
 * Forgets the note of a PostgreSQL that is gone when its process number now belongs to another
 * program, as happens after a restart of a container: PostgreSQL itself would refuse to start.
 */
export async function forgetLostPostmaster(cluster: string): Promise<void> {
  if (!(await findPostmaster(cluster))) await rm(join(cluster, 'postmaster.pid'), { force: true });
}

/** Whether a process lives. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process cannot be signalled, but it lives.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether the process lives and is a PostgreSQL; one that is dead and not yet buried is neither. */
export async function isPostgres(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  // Only Linux tells what a process runs; elsewhere a living process is taken at its word.
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'postgres');
  return command.includes('postgres');
}
