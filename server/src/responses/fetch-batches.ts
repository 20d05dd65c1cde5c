import type postgres from 'postgres';
import type { Sql } from '../database/sql.ts';

/** A batch of rows of one column, each the bytes that PostgreSQL sent. */
type Rows = readonly (readonly Buffer[])[];

/** What is under way between the driver, which gives batches, and the reader, who takes them. */
type Exchange = {
  given: Rows | undefined;
  end: { error?: unknown } | undefined;
  /** Tells the reader that there is something. */
  wake: (() => void) | undefined;
  /** Tells the driver to fetch more, or to close the cursor. */
  goOn: ((close?: unknown) => void) | undefined;
};

/**
 * The lines that a statement gives, in batches out of a server-side cursor: the next is fetched once
 * the last was taken. The driver's own iterator would do, but its promises hang together, so that V8's
 * minor collections carry all batches on until the next full one: tens of megabytes for a long export.
 * `close` is the driver's word for closing the cursor, which only a pool knows. Throws what the statement throws.
 */
export async function* fetchBatches(
  statement: postgres.PendingQuery<postgres.Row[]>,
  { size, close }: { size: number; close: Sql['CLOSE'] },
): AsyncGenerator<Buffer> {
  const exchange = open(statement, size);
  try {
    for (;;) {
      if (!exchange.given && !exchange.end) {
        await new Promise<void>((resolve) => {
          exchange.wake = resolve;
        });
      }
      if (exchange.end && 'error' in exchange.end) throw exchange.end.error;
      if (!exchange.given) return;
      const lines = Buffer.concat(exchange.given.flat());
      exchange.given = undefined;
      yield lines;
      exchange.goOn?.();
    }
  } finally {
    exchange.goOn?.(close);
  }
}

function open(statement: postgres.PendingQuery<postgres.Row[]>, size: number): Exchange {
  const exchange: Exchange = {
    given: undefined,
    end: undefined,
    wake: undefined,
    goOn: undefined,
  };
  const give = (rows: unknown) => {
    exchange.given = rows as Rows;
    exchange.wake?.();
    return new Promise((resolve) => {
      exchange.goOn = resolve;
    });
  };
  statement
    .raw()
    .cursor(size, give as never)
    .then(
      () => (exchange.end = {}),
      (error: unknown) => (exchange.end = { error }),
    )
    .finally(() => exchange.wake?.());
  return exchange;
}
