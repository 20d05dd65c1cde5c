import type { Sql } from './connect.ts';

/** A pool that can be thrown away with all that hangs in it, while its users keep what they hold. */
export type Renewable = {
  sql: Sql;
  /** Rejects every query that runs or waits, and begins with fresh connections. */
  renew(): void;
  end(seconds: number): Promise<void>;
};

/**
 * A query to a database that is stopped, or behind a cut wire, hangs for as long as TCP is patient;
 * the driver cannot take it back, but it can end the whole pool.
 */
export function renewable(open: () => Sql): Renewable {
  let current = open();
  const sql = new Proxy(current, {
    apply: (_, __, args: Parameters<Sql>) => (current as (...all: unknown[]) => unknown)(...args),
    get: (_, property) => Reflect.get(current, property),
  });
  return {
    sql,
    renew() {
      const old = current;
      current = open();
      void old.end({ timeout: 0 });
    },
    end: (seconds) => current.end({ timeout: seconds }),
  };
}
