import type { Sql } from '../database/connect.ts';
import { isRefusedValue, isUnavailable } from '../database/faults.ts';
import { retryCollisions } from '../database/retry.ts';
import { HttpProblem } from '../http/problem.ts';
import { createBatcher } from '../ingest/batcher.ts';
import type { ResponseRow, Stored, ViewRow } from '../ingest/row.ts';
import { storeAnswers } from '../ingest/store-answers.ts';
import type { WriteForm } from '../ingest/write-form.ts';
import type { SegmentBook } from '../segments/segment-book.ts';
import type { CheckedRow } from './check-row.ts';

/**
 * Stores a row of an import. Resolves to whether the row is new. Throws a 422 for a row that the database
 * refuses.
 */
export type BulkStore = (checked: CheckedRow) => Promise<boolean>;

/** Rows in one statement. A batch locks counts, so it is small enough that live answers wait briefly. */
export const batchRows = 1_000;

/**
 * Writes rows in batches. `sql` is a pool of its own, so that live answers do not wait behind an import.
 * Imported answers send no webhooks. With `isDry` nothing is written.
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
    write: (rows) => (isDry ? findExisting(sql, rows) : storeAnswers(sql, rows, [], form)),
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

/** What storing these rows would give. Stores none; a row is found by its id or its order. */
async function findExisting(sql: Sql, rows: readonly ResponseRow[]): Promise<readonly Stored[]> {
  const found = await sql<{ position: number }[]>`
    select i.position
    from json_to_recordset(${JSON.stringify(
      rows.map(({ shop, survey, id, order_id }, position) => ({
        position,
        shop,
        survey,
        id,
        order_id,
      })),
    )}::text::json) as i (position int, shop bigint, survey bigint, id uuid, order_id text)
    where exists (select from responses r where r.shop_id = i.shop and r.id = i.id)
      or exists (select from responses r where r.shop_id = i.shop and r.survey_id = i.survey
        and r.order_id = i.order_id)`;
  const existing = new Set(found.map(({ position }) => position));
  return rows.map(({ revision }, position) => ({ created: !existing.has(position), revision }));
}
