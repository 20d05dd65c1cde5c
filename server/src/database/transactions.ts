import { setTimeout as sleep } from 'node:timers/promises';
import { isConnectionLost } from './errors.ts';
import { type Sql, allSent, inTransaction } from './sql.ts';

/**
 * What runs in one transaction. It sends its last statements without waiting for them, and gives their results to
 * `commit`, which rejects with the first error among them. Then nothing was stored.
 */
export type Work<Result> = (
  transaction: Sql,
  commit: (statements: readonly PromiseLike<unknown>[]) => Promise<void>,
) => Promise<Result>;

export type Transactions = {
  /** Commits what `work` has written, or nothing of it. Rejects with the error of `work` or of its statements. */
  run<Result>(work: Work<Result>): Promise<Result>;
};

/** Transactions on the connections of a pool, as many at once as it has. */
export function pooledTransactions(sql: Sql): Transactions {
  return {
    run: (work) =>
      inTransaction(sql, (transaction) =>
        work(transaction, async (statements) => {
          await allSent(statements);
        }),
      ),
  };
}

/** Transactions on one connection, which can be replaced by a fresh one. */
export type WritingConnection = Transactions & {
  /** What runs is rejected after `seconds`. What follows runs on a fresh connection. */
  replace(seconds: number): void;
  /** Closes it. What still runs after `seconds` is rejected. */
  end(seconds: number): Promise<void>;
};

/**
 * Runs transactions one after the other on one connection, and sends `begin` together with their first statements, and
 * `commit` together with their last. Where `work` waits for nothing in between, this is one round trip instead of three.
 *
 * `open` makes a pool of one connection and gives it `onClose`. The connection stays reserved. Where it is lost, all that
 * runs on it is rejected at once, and the pool is thrown away: the driver does not settle the statements that wait for
 * a lost reserved connection (porsager/postgres#1186), and cannot take it back (#1199).
 */
export function openWritingConnection(open: (onClose: () => void) => Sql): WritingConnection {
  let current: Connection | undefined;
  let tail: Promise<unknown> = Promise.resolve();
  let isEnded = false;

  async function runAlone<Result>(work: Work<Result>): Promise<Result> {
    if (isEnded) throw lostError();
    if (!current || current.isLost()) current = connect(open);
    const connection = current;
    try {
      const transaction = await connection.unlessLost(connection.reserved);
      return await connection.unlessLost(runPipelined(transaction, work));
    } catch (error) {
      if (isConnectionLost(error)) void connection.lose(error);
      throw error;
    }
  }

  return {
    run(work) {
      const result = tail.then(() => runAlone(work));
      tail = result.catch(() => {});
      return result;
    },
    replace(seconds) {
      const old = current;
      current = undefined;
      if (old) void settledWithin(tail, seconds).then(() => old.lose(lostError()));
    },
    async end(seconds) {
      await settledWithin(tail, seconds);
      isEnded = true;
      await current?.lose(lostError());
    },
  };
}

/** Resolves when `running` has, or after `seconds`. */
async function settledWithin(running: Promise<unknown>, seconds: number): Promise<void> {
  const timer = new AbortController();
  const late = sleep(seconds * 1_000, undefined, { signal: timer.signal }).catch(() => {});
  await Promise.race([running, late]);
  timer.abort();
}

type Connection = ReturnType<typeof connect>;

function connect(open: (onClose: () => void) => Sql) {
  const lost = Promise.withResolvers<never>();
  lost.promise.catch(() => {});
  let isLost = false;
  async function lose(error: unknown): Promise<void> {
    if (isLost) return;
    isLost = true;
    lost.reject(error);
    await pool.end({ timeout: 0 });
  }
  const pool = open(() => void lose(lostError()));
  const reserved = pool.reserve() as unknown as Promise<Sql>;
  return {
    reserved,
    isLost: () => isLost,
    lose,
    /** Rejects as soon as the connection is lost. */
    unlessLost: <Result>(result: Promise<Result>) => Promise.race([result, lost.promise]),
  };
}

async function runPipelined<Result>(transaction: Sql, work: Work<Result>): Promise<Result> {
  const begun = transaction`begin`.execute();
  begun.catch(() => {});
  try {
    return await work(transaction, async (statements) => {
      const committed = transaction`commit`.execute();
      await allSent([begun, ...statements, committed]);
      // After a failed statement whose error was not given to us, `commit` rolls back.
      if ((await committed).command !== 'COMMIT')
        throw new Error('The transaction was rolled back');
    });
  } catch (error) {
    await transaction`rollback`;
    throw error;
  }
}

function lostError(): Error {
  return Object.assign(new Error('The connection to the database was lost'), {
    code: 'CONNECTION_CLOSED',
  });
}
