import { isRefusedValue, isUnavailable } from '../database/errors.ts';
import type { Sql } from '../database/sql.ts';
import { pooledTransactions } from '../database/transactions.ts';
import { createBatcher } from '../ingest/batcher.ts';
import { createWriter } from '../ingest/writer.ts';
import type { ResponseRecord } from '../responses/columns.ts';
import { findStoredIds } from '../responses/store.ts';
import type { SegmentSlots } from '../segments/slots.ts';
import type { CheckedRow } from './check-row.ts';

/**
 * Stores a row of an import. Resolves to whether the row is new. Throws a 422 for a row that the database
 * refuses.
 */
export type BulkStore = (checked: CheckedRow) => Promise<boolean>;

/** Rows in one transaction. It locks counts, so it is small enough that live answers wait briefly. */
export const batchRows = 1_000;

const bounds = { maxRows: batchRows, maxQueuedRows: 4 * batchRows, maxQueuedBytes: Infinity };

/**
 * The same writer as that of live answers. `sql` is a pool of its own, so that live answers do not wait
 * behind an import. Imported answers send no webhooks.
 */
export function createBulkStore(sql: Sql, segments: SegmentSlots): BulkStore {
  const writer = createWriter(pooledTransactions(sql), {
    ...bounds,
    segments,
    shopsWithWebhooks: () => [],
  });
  return async (checked) => {
    if (checked.kind === 'view') return writer.addView(checked.view, 0);
    return (await writer.addAnswer(checked.incoming, 0)).created;
  };
}

/** Stores nothing. An answer whose id is not stored counts as new, and so does every view. */
export function createDryStore(sql: Sql): BulkStore {
  const answers = createBatcher<ResponseRecord, boolean>({
    ...bounds,
    isOneRowsFault: isRefusedValue,
    isOutage: isUnavailable,
    async write(records) {
      const ids = records.map(({ id }) => id);
      const stored = await findStoredIds(sql, records[0]!.shop, ids);
      return ids.map((id) => !stored.has(id));
    },
  });
  return async (checked) => checked.kind === 'view' || answers.add(checked.incoming.record, 0);
}
