import type { Sql } from './sql.ts';

/** A pool that can be replaced by a fresh one, while its users keep the same `sql`. */
export type ReplaceablePool = {
  sql: Sql;
  /** Opens fresh connections. What runs or waits on the old ones is rejected after `seconds`. */
  replace(seconds: number): void;
  /** Closes it. What still runs after `seconds` is rejected. */
  end(seconds: number): Promise<void>;
};

/**
 * A query to a stopped database, or over a cut network, hangs until TCP gives up. The driver cannot
 * cancel it, but it can end the whole pool. Besides, when several connections break in the same turn of
 * the event loop, the driver may keep the unsent bytes of one of them and never send on it again
 * (`nextWriteTimer` in its connection.js). Only a new pool mends that.
 */
export function replaceablePool(open: () => Sql): ReplaceablePool {
  let current = open();
  const sql = new Proxy(current, {
    apply: (_, __, args: Parameters<Sql>) => (current as (...all: unknown[]) => unknown)(...args),
    get: (_, property) => Reflect.get(current, property),
  });
  return {
    sql,
    replace(seconds) {
      const old = current;
      current = open();
      void old.end({ timeout: seconds });
    },
    end: (seconds) => current.end({ timeout: seconds }),
  };
}
