import { setTimeout as sleep } from 'node:timers/promises';
import type postgres from 'postgres';
import { codeOf, isCollision } from './errors.ts';

/** A pool of connections, or one transaction, with the types that `openPool` sets up. */
export type Sql = postgres.Sql<{ bigint: number; day: string }>;

/** A part of a statement. */
export type Fragment = postgres.Fragment;

/** Runs `work` in one transaction: it is committed when `work` resolves, and rolled back when it rejects. */
export async function inTransaction<Result>(
  sql: Sql,
  work: (transaction: Sql) => Promise<Result>,
): Promise<Result> {
  // The driver's type of a transaction only lacks what must not be called within one, such as `end`.
  const result = await sql.begin((transaction) => work(transaction as unknown as Sql));
  return result as Result;
}

/**
 * Sends a statement at once; the driver would send it when it is awaited. When a statement before it has failed, it
 * may never be awaited, and its own error does not end the process.
 */
export function send<Rows extends postgres.MaybeRow[]>(
  statement: postgres.PendingQuery<Rows>,
): postgres.PendingQuery<Rows> {
  statement.execute().catch(() => {});
  return statement;
}

/**
 * Waits for statements that were sent together in a transaction. Rejects with the error of the one that failed: those
 * after it fail only because it did (SQLSTATE 25P02), and may be settled before it.
 */
export async function allSent<Statements extends readonly PromiseLike<unknown>[] | []>(
  statements: Statements,
): Promise<{ -readonly [Index in keyof Statements]: Awaited<Statements[Index]> }> {
  const results = await Promise.allSettled(statements);
  const errors = results.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
  if (errors.length > 0) throw errors.find((error) => codeOf(error) !== '25P02') ?? errors[0];
  return Promise.all(statements);
}

const attempts = 5;

/**
 * Runs a transaction again, up to five times in all, when it collided with another one. The pauses
 * between are short and random, so that the same two do not collide again.
 */
export async function retryCollisions<Result>(transaction: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transaction();
    } catch (error) {
      if (attempt === attempts || !isCollision(error)) throw error;
      await sleep(Math.random() * 10 * attempt);
    }
  }
}

/** The key of an advisory lock of PostgreSQL: one number, or a space and a number within it. */
export type LockKey = number | readonly [space: number, key: number];

/**
 * Does a job unless another process on this database is doing it. Resolves to whether it did. The lock
 * belongs to a transaction that stays open beside the job. So it is released when this process dies,
 * and it also works behind a pooler that shares connections between transactions. When the connection
 * is lost, another process may begin: `lost` tells the job to end, and then this rejects.
 */
export async function withTryLock(
  sql: Sql,
  lock: LockKey,
  job: (lost: AbortSignal) => Promise<void>,
): Promise<boolean> {
  const lost = new AbortController();
  let running = Promise.resolve();
  try {
    return await inTransaction(sql, async (transaction) => {
      const key =
        typeof lock === 'number'
          ? transaction`${lock}::bigint`
          : transaction`${lock[0]}::int, ${lock[1]}::int`;
      const [row] = await transaction`select pg_try_advisory_xact_lock(${key}) as held`;
      if (!row?.['held']) return false;
      running = job(lost.signal);
      await running;
      return true;
    });
  } catch (error) {
    lost.abort();
    await running.catch(() => {});
    throw error;
  }
}

/**
 * Does a job when no other job under the same name runs, in any process of this database; until then it
 * waits. Give it a pool that is used for nothing else: those that wait can fill the pool, and a job that
 * needed a connection of the same pool would wait for ever.
 */
export function withLock<Result>(
  sql: Sql,
  name: string,
  job: () => Promise<Result>,
): Promise<Result> {
  return inTransaction(sql, async (transaction) => {
    await transaction`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
    return job();
  });
}

/**
 * Runs a transaction whose statements may take as long as they need. When `stopped` aborts, the running
 * statement is cancelled and this rejects; it also rejects when `stopped` was aborted before.
 */
export function withoutStatementTimeout<Result>(
  sql: Sql,
  stopped: AbortSignal,
  job: (transaction: Sql) => Promise<Result>,
): Promise<Result> {
  return inTransaction(sql, async (transaction) => {
    const [row] = await transaction<[{ pid: number }]>`
      select pg_backend_pid() as pid, set_config('statement_timeout', '0', true)`;
    const cancel = () => void sql`select pg_cancel_backend(${row.pid}::int)`.catch(() => {});
    stopped.throwIfAborted();
    stopped.addEventListener('abort', cancel, { once: true });
    try {
      return await job(transaction);
    } finally {
      stopped.removeEventListener('abort', cancel);
    }
  });
}

/** Rows that one statement removes, so that each is short however many rows there are. */
const rowsPerStep = 1_000;

/** Removes rows in steps until none are left or `isOver`. `remove` deletes at most `limit` rows and gives their number. */
export async function inSteps(
  remove: (limit: number) => Promise<number>,
  isOver = () => false,
): Promise<void> {
  for (
    let count = rowsPerStep;
    count === rowsPerStep && !isOver();
    count = await remove(rowsPerStep)
  );
}
