import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql } from '../database/sql.ts';

const pause = 20;

/**
 * Resolves once every statement that was writing responses or views has ended. A statement locks its
 * tables before it looks at the data, so whoever comes later sees all that was committed before this
 * was called; nobody has to wait, as they would for a lock of ours. (PostgreSQL builds an index
 * concurrently by the same rule.) Gives up when `stopped`.
 */
export async function writersGone(sql: Sql, stopped: AbortSignal): Promise<void> {
  let remaining = await writers(sql);
  while (remaining.size > 0 && !stopped.aborted) {
    await sleep(pause);
    const present = await writers(sql);
    remaining = new Set([...remaining].filter((writer) => present.has(writer)));
  }
}

async function writers(sql: Sql): Promise<Set<string>> {
  const rows = await sql<{ writer: string }[]>`
    select distinct l.virtualtransaction as writer
    from pg_locks l left join pg_stat_activity a using (pid)
    where l.locktype = 'relation' and l.granted and l.pid <> pg_backend_pid()
      and l.database = (select oid from pg_database where datname = current_database())
      and ((l.relation in ('responses'::regclass, 'views'::regclass)
          and l.mode = 'RowExclusiveLock')
        -- Our writers read the shop's time zone first, some in a statement of its own. Who else reads
        -- it, a backup or somebody's open transaction, may do so for hours.
        or (l.relation = 'shops'::regclass
          and a.application_name = current_setting('application_name')))`;
  return new Set(rows.map((row) => row.writer));
}
