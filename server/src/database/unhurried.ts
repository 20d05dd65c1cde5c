import type { Sql } from './connect.ts';

/**
 * A transaction whose statements may take as long as they need, where others are cut short. `stopped`
 * cancels the one that runs; then, and when it was stopped before, this throws.
 */
export async function unhurried<Result>(
  sql: Sql,
  stopped: AbortSignal,
  job: (transaction: Sql) => Promise<Result>,
): Promise<Result> {
  const result = await sql.begin(async (transaction) => {
    const [row] = await transaction<[{ pid: number }]>`
      select pg_backend_pid() as pid, set_config('statement_timeout', '0', true)`;
    const cancel = () => void sql`select pg_cancel_backend(${row.pid})`.catch(() => {});
    stopped.throwIfAborted();
    stopped.addEventListener('abort', cancel, { once: true });
    try {
      return await job(transaction as unknown as Sql);
    } finally {
      stopped.removeEventListener('abort', cancel);
    }
  });
  return result as Result;
}
