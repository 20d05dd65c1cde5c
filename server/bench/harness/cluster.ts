import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { startEmbedded } from '../../src/database/embedded/start.ts';
import type { Endings } from './endings.ts';

/** A PostgreSQL of the bench's own: the embedded one, with the settings that Nines gives it. */
export type BenchCluster = {
  pid: number;
  /** Makes an empty database and gives its URL. */
  createDatabase(name: string): Promise<string>;
};

export async function startBenchCluster(endings: Endings): Promise<BenchCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'nines-bench-'));
  endings.add(() => rm(folder, { recursive: true, force: true }));
  const embedded = await startEmbedded(folder);
  endings.add(() => embedded.stop());
  return {
    pid: await postmasterOf(folder),
    async createDatabase(name) {
      const sql = postgres(embedded.url, { max: 1 });
      await sql`create database ${sql(name)}`;
      await sql.end();
      const url = new URL(embedded.url);
      url.pathname = `/${name}`;
      return url.href;
    },
  };
}

/** The first line of the note that PostgreSQL keeps of itself. */
async function postmasterOf(folder: string): Promise<number> {
  return Number.parseInt(await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8'), 10);
}
