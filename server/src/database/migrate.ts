import { readdir, readFile } from 'node:fs/promises';
import { StartError } from '../config/config.ts';
import { inTransaction, type Sql } from './sql.ts';

/** Advisory lock: one process migrates; the others wait, and then find nothing left to do. */
const migrationLock = 909_010;
const migrations = new URL('../../migrations/', import.meta.url);

/**
 * Applies each file of `folder` that was not applied yet, in the order of their names and all in one transaction.
 * Throws a `StartError` when the schema is newer than this program.
 */
export function migrate(sql: Sql, folder = migrations): Promise<void> {
  return inTransaction(sql, async (transaction) => {
    // Changing a large table may take longer than the usual timeout.
    await transaction`set local statement_timeout = 0`;
    await transaction`select pg_advisory_xact_lock(${migrationLock})`;
    await transaction`
      create table if not exists migrations
        (name text primary key, applied_at timestamptz not null default now())`;
    const rows = await transaction<{ name: string }[]>`select name from migrations`;
    const applied = new Set(rows.map((row) => row.name));
    const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted();
    const unknown = [...applied].find((name) => !files.includes(name));
    if (unknown) throw new StartError(`The database is newer than this program: it has ${unknown}`);
    for (const name of files.filter((file) => !applied.has(file))) {
      const text = await readFile(new URL(name, folder), 'utf8');
      for (const statement of statementsOf(text)) await transaction.unsafe(statement);
      await transaction`insert into migrations (name) values (${name})`;
    }
  });
}

/**
 * The statements of a file; each ends with a semicolon at the end of a line. They are sent one by one, because Citus
 * passes the whole text that it receives to its nodes, and they take one statement only.
 */
function statementsOf(text: string): string[] {
  return text.split(/;[ \t]*$/m).filter((statement) => statement.trim() !== '');
}
