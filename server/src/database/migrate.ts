import { readdir, readFile } from 'node:fs/promises';
import { StartError } from '../config.ts';
import type { Sql } from './connect.ts';

/** Held by the one process that migrates; the others wait for it and find nothing left to do. */
const migrationLock = 909_010;
const folder = new URL('../../migrations/', import.meta.url);

/**
 * Brings the schema forward, each file of `server/migrations` once and in the order of its name, all
 * in one transaction. Throws a `StartError` when the schema is newer than this program.
 */
export async function migrate(sql: Sql): Promise<void> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted();
  await sql.begin(async (transaction) => {
    // A change of a large table takes as long as it takes.
    await transaction`set local statement_timeout = 0`;
    await transaction`select pg_advisory_xact_lock(${migrationLock})`;
    await transaction`
      create table if not exists migrations
        (name text primary key, applied_at timestamptz not null default now())`;
    const rows = await transaction<{ name: string }[]>`select name from migrations`;
    const applied = new Set(rows.map((row) => row.name));
    const unknown = [...applied].find((name) => !files.includes(name));
    if (unknown) throw new StartError(`The database is newer than this program: it has ${unknown}`);
    for (const name of files.filter((file) => !applied.has(file))) {
      await transaction.unsafe(await readFile(new URL(name, folder), 'utf8'));
      await transaction`insert into migrations (name) values (${name})`;
    }
  });
}
