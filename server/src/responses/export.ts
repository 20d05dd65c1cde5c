import { setTimeout as sleep } from 'node:timers/promises';
import type { ResponsesQuery } from '@nines/shared/wire/response';
import type { Sql } from '../database/sql.ts';
import { fetchBatches } from './fetch-batches.ts';
import type { Line } from './line.ts';
import { whereSelected } from './select.ts';

/** Rows that are fetched at once. */
const batch = 100;
/** How long a connection that stands may take to end a transaction in which nothing was written. */
const answerMilliseconds = 2_000;

type ReservedSql = Awaited<ReturnType<Sql['reserve']>>;

/**
 * All responses that a query selects, newest first, each as its line, in batches: the next is only
 * fetched when the last was taken, so whoever reads slowly sets the pace. PostgreSQL writes the lines, and here they stay the bytes that they are: ten million rows that become
 * objects and strings on their way leave hundreds of megabytes for the garbage collector to find. `gone`
 * ends the query also while it searches. Throws 422 as `whereSelected`.
 */
export async function* exportResponses(
  bulk: Sql,
  opts: { shopId: number; query: ResponsesQuery; line: Line; gone: AbortSignal },
): AsyncGenerator<Buffer> {
  const { shopId, query, line, gone } = opts;
  const connection = await bulk.reserve();
  try {
    const sql = connection as unknown as Sql;
    // A transaction, so that its settings end with it: the connection serves others afterwards.
    await sql`begin read only`;
    // As slow as the reader; and in the order of the index, for sorting first would take disk and time.
    await sql`select set_config('statement_timeout', '0', true),
      set_config('enable_sort', 'off', true)`;
    if (gone.aborted) return;
    const search = sql`
      select ${line(sql)} from responses ${whereSelected(sql, shopId, query)}
      order by answered_at desc, id desc`;
    const cancel = () => search.cancel();
    gone.addEventListener('abort', cancel, { once: true });
    try {
      yield* fetchBatches(search, { size: batch, close: bulk.CLOSE });
    } finally {
      gone.removeEventListener('abort', cancel);
    }
  } finally {
    await endTransaction(connection);
  }
}

/**
 * Gives the connection back. One that was lost under a slow reader ends its cursor as the last row
 * does, and answers nothing any more: then this throws, so that the export is cut off. It has left the
 * pool by itself; released, it would be given to the next.
 */
async function endTransaction(connection: ReservedSql): Promise<void> {
  const answered = await Promise.race([
    connection.unsafe('rollback').then(
      () => true,
      () => false,
    ),
    sleep(answerMilliseconds, false, { ref: false }),
  ]);
  if (!answered) throw new Error('The connection of an export was lost');
  connection.release();
}
