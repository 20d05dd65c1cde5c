import type { Sql } from './connect.ts';

/** What an advisory lock of PostgreSQL is known by: one number, or one of a space and one within it. */
export type LockKey = number | readonly [space: number, key: number];

/**
 * Does a job unless another process on this database is at it, and tells whether it did. The lock is
 * that of a transaction which waits beside the job, so that it goes when this process dies, and also
 * behind a pooler that shares connections by the transaction. When its connection is lost another
 * process may begin: `lost` tells the job to end, and once it has, this throws.
 */
export async function exclusively(
  sql: Sql,
  lock: LockKey,
  job: (lost: AbortSignal) => Promise<void>,
): Promise<boolean> {
  const lost = new AbortController();
  let underWay = Promise.resolve();
  try {
    return (await sql.begin(async (transaction) => {
      const key =
        typeof lock === 'number'
          ? transaction`${lock}::bigint`
          : transaction`${lock[0]}::int, ${lock[1]}::int`;
      const [row] = await transaction`select pg_try_advisory_xact_lock(${key}) as held`;
      if (!row?.['held']) return false;
      underWay = job(lost.signal);
      await underWay;
      return true;
    })) as boolean;
  } catch (error) {
    lost.abort();
    await underWay.catch(() => {});
    throw error;
  }
}
