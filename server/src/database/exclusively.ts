import type { Sql } from './connect.ts';

/**
 * Does a job unless another process on this database is at it, and tells whether it did. The lock is
 * that of a transaction which waits beside the job, so that it goes when this process dies, and also
 * behind a pooler that shares connections by the transaction.
 */
export async function exclusively(
  sql: Sql,
  lock: number,
  job: () => Promise<void>,
): Promise<boolean> {
  return sql.begin(async (transaction) => {
    const [row] = await transaction`select pg_try_advisory_xact_lock(${lock}) as held`;
    if (!row?.['held']) return false;
    await job();
    return true;
  }) as Promise<boolean>;
}
