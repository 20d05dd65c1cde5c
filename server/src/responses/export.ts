import type { ResponsesQuery } from '@nines/shared/wire/response';
import type { Sql } from '../database/connect.ts';
import { columns, type Row } from './present.ts';
import { whereSelected } from './select.ts';

/** Rows that are held at once. */
const batch = 100;

/**
 * All responses that a query selects, newest first, in batches out of a server-side cursor: the next is only
 * fetched when the last was taken, so memory stays the same however many there are, and whoever reads
 * slowly sets the pace. `gone` ends the query also while it searches. Throws 422 as `whereSelected`.
 */
export async function* exportResponses(
  bulk: Sql,
  { shopId, query, gone }: { shopId: number; query: ResponsesQuery; gone: AbortSignal },
): AsyncGenerator<readonly Row[]> {
  const connection = await bulk.reserve();
  try {
    // As slow as the reader; and in the order of the index, for sorting first would take disk and time.
    await connection`select set_config('statement_timeout', '0', false),
      set_config('enable_sort', 'off', false)`;
    if (gone.aborted) return;
    const sql = connection as unknown as Sql;
    const search = sql<Row[]>`
      select ${columns(sql)} from responses ${whereSelected(sql, shopId, query)}
      order by answered_at desc, id desc`;
    const cancel = () => search.cancel();
    gone.addEventListener('abort', cancel, { once: true });
    try {
      yield* search.cursor(batch);
    } finally {
      gone.removeEventListener('abort', cancel);
    }
  } finally {
    connection.release();
  }
}
