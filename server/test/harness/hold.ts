import type { Sql } from 'postgres';

/**
 * Holds the locks that `take` takes, in a transaction of its own, until it is released. Releasing twice is
 * allowed.
 */
export async function hold(
  sql: Sql,
  take: (transaction: Sql) => PromiseLike<unknown>,
): Promise<{ release(): Promise<unknown> }> {
  const taken = Promise.withResolvers<void>();
  const until = Promise.withResolvers<void>();
  const holding = sql.begin(async (transaction) => {
    await take(transaction as unknown as Sql);
    taken.resolve();
    await until.promise;
  });
  await Promise.race([taken.promise, holding]);
  return {
    release() {
      until.resolve();
      return holding;
    },
  };
}
