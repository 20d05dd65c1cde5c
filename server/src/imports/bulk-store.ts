import { retryCollisions, type Sql } from '../database/sql.ts';
import { isRefusedValue, isUnavailable } from '../database/errors.ts';
import { HttpProblem } from '../http/problems.ts';
import { createBatcher } from '../ingest/batcher.ts';
import type { ResponseRow, Stored, ViewRow } from '../ingest/row.ts';
import { storeAnswers } from '../ingest/store-answers.ts';
import type { WriteForm } from '../ingest/write-form.ts';
import type { SegmentBook } from '../segments/segment-book.ts';
import type { CheckedRow } from './check-row.ts';
import { knownAmong } from './known-among.ts';

/**
 * Stores an import's rows; resolves to whether the row was new. Throws a 422 for a row that the
 * database refuses.
 */
export type BulkStore = (checked: CheckedRow) => Promise<boolean>;

/** Rows in one statement: few enough that an answer never waits long for the counts that it holds. */
export const batchRows = 1_000;

/**
 * Writes in batches over connections of its own, so that no live answer stands in line behind an
 * import. Nobody is told of answers of the past: they send no webhooks. With `isDry` nothing is
 * written.
 */
export function createBulkStore(
  sql: Sql,
  { segments, form, isDry }: { segments: SegmentBook; form: WriteForm; isDry: boolean },
): BulkStore {
  const bounds = {
    maxRows: batchRows,
    maxQueuedRows: 4 * batchRows,
    maxQueuedBytes: Infinity,
    isOneRowsFault: isRefusedValue,
    isOutage: isUnavailable,
  };
  const answers = createBatcher<ResponseRow, Stored>({
    ...bounds,
    write: (rows) => (isDry ? knownAmong(sql, rows) : storeAnswers(sql, rows, [], form)),
  });
  const views = createBatcher<ViewRow, boolean>({
    ...bounds,
    write: async (rows) =>
      isDry ? rows.map(() => true) : retryCollisions(() => form.storeViews(sql, rows)),
  });
  const store: BulkStore = async (checked) => {
    if (checked.kind === 'view') return views.add(checked.row, 0);
    const { row } = checked;
    const counted =
      row.segments && !isDry
        ? await segments.settle({ shop: row.shop, survey: row.survey }, row.segments)
        : row.segments;
    return (await answers.add(counted ? { ...row, segments: counted } : row, 0)).created;
  };
  return async (checked) => {
    try {
      return await store(checked);
    } catch (error) {
      if (!isRefusedValue(error)) throw error;
      throw new HttpProblem(422, 'It holds a value that cannot be stored');
    }
  };
}
