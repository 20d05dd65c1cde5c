import { isRefusedValue, isUnavailable } from '../database/errors.ts';
import type { Transactions } from '../database/transactions.ts';
import { HttpProblem } from '../http/problems.ts';
import type { SegmentSlots } from '../segments/slots.ts';
import type { ViewRecord } from '../views/store.ts';
import { createBatcher, QueueFullError, type Batcher } from './batcher.ts';
import type { Incoming, Outcome } from './revisions.ts';
import { storeAnswers, storeViews } from './store-batch.ts';

/** Takes in answers and views, and resolves once each is committed. */
export type Writer = {
  /**
   * `bytes` is the record's rough size in memory. Throws an `HttpProblem`: 503 when the queue is full, 422
   * when the database refuses the record.
   */
  addAnswer(incoming: Incoming, bytes: number): Promise<Outcome>;
  /** Resolves to whether the view is new. Throws as `addAnswer`. */
  addView(view: ViewRecord, bytes: number): Promise<boolean>;
  /** How many records wait or are being written. */
  waiting(): number;
  /** Resolves when nothing waits or is being written. */
  drained(): Promise<void>;
};

export type WriterOptions = {
  /** Rows in one transaction. */
  maxRows: number;
  maxQueuedRows: number;
  maxQueuedBytes: number;
  segments: SegmentSlots;
  /** Which of these shops have a webhook: events are noted for them. */
  shopsWithWebhooks(shops: readonly number[]): readonly number[];
  /** Called after events were committed. */
  onEvents?: () => void;
  /** Called after a batch was committed. */
  onBatch?: (kind: 'answers' | 'views', rows: number) => void;
};

/** How the server writes live answers. */
export const liveBounds = {
  maxRows: 500,
  maxQueuedRows: 10_000,
  maxQueuedBytes: 32 * 1024 * 1024,
};

/** A writer with connections of its own, so that no answer waits behind a slow read. */
export function createWriter(transactions: Transactions, options: WriterOptions): Writer {
  const { segments } = options;
  const bounds = { ...options, isOneRowsFault: isRefusedValue, isOutage: isUnavailable };
  const answers = createBatcher<Incoming, Outcome>({
    ...bounds,
    async write(batch) {
      const shops = [...new Set(batch.map(({ record }) => record.shop))];
      const webhookShops = new Set(options.shopsWithWebhooks(shops));
      const outcomes = await storeAnswers(transactions, batch, webhookShops);
      if (webhookShops.size > 0) options.onEvents?.();
      options.onBatch?.('answers', batch.length);
      return outcomes;
    },
  });
  const views = createBatcher<ViewRecord, boolean>({
    ...bounds,
    async write(batch) {
      const stored = await storeViews(transactions, batch);
      options.onBatch?.('views', batch.length);
      return stored;
    },
  });
  return {
    async addAnswer(incoming, bytes) {
      const { record } = incoming;
      if (!record.segments) return add(answers, incoming, bytes);
      const counted = await segments.place(record, record.segments, record.trusted);
      return add(answers, { ...incoming, record: { ...record, segments: counted } }, bytes);
    },
    addView: (view, bytes) => add(views, view, bytes),
    waiting: () => answers.waiting() + views.waiting(),
    async drained() {
      await Promise.all([answers.drained(), views.drained()]);
    },
  };
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
    // What was valid, and the database still cannot hold, is the sender's to mend.
    if (isRefusedValue(error)) throw new HttpProblem(422, 'It holds a value that cannot be stored');
    throw error;
  }
}
