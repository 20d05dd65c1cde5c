import type { Sql } from '../database/sql.ts';
import { createWriter, type WriterOptions } from '../ingest/writer.ts';
import { findStoredIds } from '../responses/store.ts';
import type { CheckedRow } from './check-row.ts';

/**
 * Stores an import's rows; resolves to whether the row was new. Throws a 422 for a row that the
 * database refuses.
 */
export type BulkStore = (checked: CheckedRow) => Promise<boolean>;

/** Rows in one transaction: few enough that a live answer never waits long for the counts that it locks. */
export const batchRows = 1_000;

/**
 * The same writer as that of live answers, over connections of its own, so that no live answer waits
 * behind an import. Imports note no events for webhooks.
 */
export function createBulkStore(sql: Sql, segments: WriterOptions['segments']): BulkStore {
  const writer = createWriter(sql, {
    maxRows: batchRows,
    maxQueuedRows: 4 * batchRows,
    maxQueuedBytes: Infinity,
    segments,
    shopsWithWebhooks: () => [],
  });
  return async (checked) => {
    if (checked.kind === 'view') return writer.addView(checked.view, 0);
    return (await writer.addAnswer(checked.incoming, 0)).created;
  };
}

/** Stores nothing, and tells which answers are new by their ids. */
export function createDryStore(sql: Sql): BulkStore {
  return async (checked) => {
    if (checked.kind === 'view') return true;
    const { shop, id } = checked.incoming.record;
    return !(await findStoredIds(sql, shop, [id])).has(id);
  };
}
