import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql } from '../database/connect.ts';

const pause = 20;

/**
 * Resolves once every statement that was writing responses or views has ended. A statement locks its
 * tables before it looks at the data, so whoever comes later sees all that was committed before this
 * was called; nobody has to wait, as they would for a lock of ours. (PostgreSQL builds an index
 * concurrently by the same rule.) Gives up when `isOver` says so.
 */
export async function writersGone(sql: Sql, isOver: () => boolean): Promise<void> {
  let remaining = await writers(sql);
  while (remaining.size > 0 && !isOver()) {
    await sleep(pause);
    const present = await writers(sql);
    remaining = new Set([...remaining].filter((writer) => present.has(writer)));
  }
}

async function writers(sql: Sql): Promise<Set<string>> {
  const rows = await sql<{ writer: string }[]>`
    select distinct virtualtransaction as writer from pg_locks
    where locktype = 'relation' and granted and pid <> pg_backend_pid()
      and database = (select oid from pg_database where datname = current_database())
      -- Writers read the shop's time zone first, some in a statement of its own.
      and (relation = 'shops'::regclass
        or (relation in ('responses'::regclass, 'views'::regclass) and mode = 'RowExclusiveLock'))`;
  return new Set(rows.map((row) => row.writer));
}
