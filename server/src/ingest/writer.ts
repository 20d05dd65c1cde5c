import { retryCollisions, type Sql } from '../database/sql.ts';
import { isRefusedValue, isUnavailable } from '../database/errors.ts';
import { HttpProblem } from '../http/problems.ts';
import type { Metrics } from '../operations/metrics.ts';
import type { SegmentBook } from '../segments/segment-book.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';
import { createReplanner } from './replanner.ts';
import { createBatcher, QueueFullError, type Batcher } from './batcher.ts';
import type { ResponseRow, Stored, ViewRow } from './row.ts';
import { storeAnswers } from './store-answers.ts';
import type { WriteForm } from './write-form.ts';

/** Takes in answers and views, and resolves once each is committed. */
export type Writer = {
  /**
   * `bytes` is the row's rough size. Throws an `HttpProblem`: 503 when the queue is full, 422 when the
   * database refuses the row.
   */
  addAnswer(row: ResponseRow, bytes: number): Promise<Stored>;
  /** Resolves to whether the view is new. Throws as `addAnswer`. */
  addView(row: ViewRow, bytes: number): Promise<boolean>;
  /** How many rows wait or are being written. */
  waiting(): number;
  /** Resolves when all that was taken in is settled. */
  drained(): Promise<void>;
};

const bounds = { maxRows: 500, maxQueuedRows: 10_000, maxQueuedBytes: 32 * 1024 * 1024 };

/**
 * The writer over one connection of its own. `segments` says how an answer's properties count,
 * `webhooks` which shops are told of it.
 */
export function createWriter(
  sql: Sql,
  segments: SegmentBook,
  webhooks: Pick<Webhooks, 'among' | 'wake'>,
  form: WriteForm,
  metrics: Pick<Metrics, 'batchWritten'>,
): Writer {
  const beforeBatch = createReplanner(sql);
  const answers = createBatcher<ResponseRow, Stored>({
    ...bounds,
    async write(rows) {
      await beforeBatch(rows.length);
      const told = webhooks.among(rows);
      const stored = await storeAnswers(sql, rows, told, form);
      if (told.length > 0) webhooks.wake();
      metrics.batchWritten('answers', rows.length);
      return stored;
    },
    isOneRowsFault: isRefusedValue,
    isOutage: isUnavailable,
  });
  const views = createBatcher<ViewRow, boolean>({
    ...bounds,
    async write(rows) {
      await beforeBatch(rows.length);
      const stored = await retryCollisions(() => form.storeViews(sql, rows));
      metrics.batchWritten('views', rows.length);
      return stored;
    },
    isOneRowsFault: isRefusedValue,
    isOutage: isUnavailable,
  });
  return {
    addAnswer: (row, bytes) =>
      row.segments
        ? settled(row, row.segments, segments).then((counted) => add(answers, counted, bytes))
        : add(answers, row, bytes),
    addView: (row, bytes) => add(views, row, bytes),
    waiting: () => answers.waiting() + views.waiting(),
    async drained() {
      await Promise.all([answers.drained(), views.drained()]);
    },
  };
}

/** The row with its segments as they are to be counted. */
async function settled(
  row: ResponseRow,
  given: NonNullable<ResponseRow['segments']>,
  book: SegmentBook,
): Promise<ResponseRow> {
  const counted = await book.settle({ shop: row.shop, survey: row.survey }, given);
  return { ...row, segments: counted };
}

async function add<Row, Result>(
  batcher: Batcher<Row, Result>,
  row: Row,
  bytes: number,
): Promise<Result> {
  try {
    return await batcher.add(row, bytes);
  } catch (error) {
    if (error instanceof QueueFullError) {
      throw new HttpProblem(503, 'Too many answers at once; try again soon', { retryAfter: 1 });
    }
    // What the door let in and the database cannot hold is still the sender's to mend.
    if (isRefusedValue(error)) throw new HttpProblem(422, 'It holds a value that cannot be stored');
    throw error;
  }
}
