import { readdir, readFile } from 'node:fs/promises';
import { findPostmaster } from '../../src/database/embedded/postmaster.ts';

/**
 * All processes of the PostgreSQL that runs on a cluster's folder. Its sessions go on when only the postmaster
 * is stopped. Linux only.
 */
export async function databaseProcesses(cluster: string): Promise<number[]> {
  const { pid } = (await findPostmaster(cluster))!;
  const all = (await readdir('/proc')).map(Number).filter(Boolean);
  const parents = await Promise.all(
    all.map(async (each) => {
      const stat = await readFile(`/proc/${each}/stat`, 'utf8').catch(() => '');
      return Number(stat.slice(stat.lastIndexOf(')') + 4).split(' ')[0]);
    }),
  );
  return [pid, ...all.filter((_, index) => parents[index] === pid)];
}
