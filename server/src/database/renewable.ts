import type { Sql } from './connect.ts';

/** A pool that can be exchanged for a fresh one, while its users keep what they hold. */
export type Renewable = {
  sql: Sql;
  /** Begins with fresh connections; what runs or waits on the old is rejected after `seconds`. */
  renew(seconds: number): void;
  end(seconds: number): Promise<void>;
};

/**
 * A query to a database that is stopped, or behind a cut wire, hangs for as long as TCP is patient;
 * the driver cannot take it back, but it can end the whole pool. And when several connections break
 * in the same turn of the event loop, the driver may keep the unsent bytes of one of them and never
 * get a word through it again (`nextWriteTimer` in its connection.js): only a new pool helps.
 */
export function renewable(open: () => Sql): Renewable {
  let current = open();
  const sql = new Proxy(current, {
    apply: (_, __, args: Parameters<Sql>) => (current as (...all: unknown[]) => unknown)(...args),
    get: (_, property) => Reflect.get(current, property),
  });
  return {
    sql,
    renew(seconds) {
      const old = current;
      current = open();
      void old.end({ timeout: seconds });
    },
    end: (seconds) => current.end({ timeout: seconds }),
  };
}
