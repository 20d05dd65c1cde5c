/** Thrown by `add` when the queue is full. The sender should retry soon. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError';
}

/** Gathers rows into batches, and gives each caller the result of its row. */
export type Batcher<Row, Result> = {
  /**
   * Resolves once the row is committed. `bytes` is its rough size in memory. Rejects with a `QueueFullError`,
   * or with the error of `write`.
   */
  add(row: Row, bytes: number): Promise<Result>;
  /** How many rows are queued or being written. */
  waiting(): number;
  /** Resolves when every row that was added has its result or its error. */
  drained(): Promise<void>;
};

type Waiting<Row, Result> = {
  row: Row;
  bytes: number;
  resolve(result: Result): void;
  reject(error: unknown): void;
};

/**
 * Writes one batch at a time. Rows that are added meanwhile are queued for the next batch, so a single row is
 * written at once, and batches grow with the load. A batch takes half of the rows under way, not all of them:
 * while the database writes one half, the clients of the other half get their replies and send again. With all
 * rows in one batch, the database and this process would wait for each other in turn.
 *
 * `write` stores the rows in one transaction and gives a result for each, in their order. When it fails and
 * `isOneRowsFault` says that one row can be the cause, the batch is halved until that row is alone, so that
 * only its caller gets the error. When the database is unavailable (`isOutage`), all queued rows are rejected
 * at once, because each further batch would wait for the same timeout.
 */
export function createBatcher<Row, Result>(opts: {
  write(rows: readonly Row[]): Promise<readonly Result[]>;
  isOneRowsFault(error: unknown): boolean;
  isOutage(error: unknown): boolean;
  maxRows: number;
  maxQueuedRows: number;
  maxQueuedBytes: number;
}): Batcher<Row, Result> {
  let queue: Waiting<Row, Result>[] = [];
  let [rows, bytes] = [0, 0];
  let writing: Promise<void> | undefined;

  /**
   * Writes the next batch: at most half of all rows under way, those of the batch just committed included, and
   * at most `maxRows`.
   */
  function send(
    justCommitted = 0,
  ): { batch: Waiting<Row, Result>[]; written: Promise<readonly Result[]> } | undefined {
    if (queue.length === 0) return undefined;
    const half = Math.ceil((justCommitted + queue.length) / 2);
    const batch = queue.splice(0, Math.min(half, opts.maxRows));
    return { batch, written: opts.write(batch.map((waiting) => waiting.row)) };
  }

  async function writeAll(): Promise<void> {
    let sent = send();
    while (sent) {
      const { batch, written } = sent;
      try {
        const results = await written;
        release(batch);
        // The next batch is sent before the callers get their results: otherwise the database would be idle
        // meanwhile.
        sent = send(batch.length);
        process.nextTick(resolveAll, batch, results);
      } catch (error) {
        await handleFailure(batch, error);
        release(batch);
        sent = send();
      }
    }
    writing = undefined;
  }

  function resolveAll(batch: readonly Waiting<Row, Result>[], results: readonly Result[]): void {
    for (const [index, waiting] of batch.entries()) waiting.resolve(results[index] as Result);
  }

  function release(batch: readonly Waiting<Row, Result>[]): void {
    rows -= batch.length;
    bytes -= batch.reduce((sum, waiting) => sum + waiting.bytes, 0);
  }

  async function writePart(batch: readonly Waiting<Row, Result>[]): Promise<void> {
    try {
      resolveAll(batch, await opts.write(batch.map((waiting) => waiting.row)));
    } catch (error) {
      await handleFailure(batch, error);
    }
  }

  async function handleFailure(
    batch: readonly Waiting<Row, Result>[],
    error: unknown,
  ): Promise<void> {
    if (batch.length > 1 && opts.isOneRowsFault(error)) {
      const half = batch.length >> 1;
      await writePart(batch.slice(0, half));
      await writePart(batch.slice(half));
    } else {
      for (const waiting of batch) waiting.reject(error);
      if (opts.isOutage(error)) rejectQueue(error);
    }
  }

  function rejectQueue(error: unknown): void {
    const queued = queue.splice(0);
    for (const waiting of queued) waiting.reject(error);
    release(queued);
  }

  return {
    add(row, size) {
      if (rows >= opts.maxQueuedRows || bytes + size > opts.maxQueuedBytes) {
        return Promise.reject(new QueueFullError('The queue is full'));
      }
      rows += 1;
      bytes += size;
      return new Promise((resolve, reject) => {
        queue.push({ row, bytes: size, resolve, reject });
        writing ??= Promise.resolve().then(writeAll);
      });
    },
    waiting: () => rows,
    async drained() {
      while (writing) await writing;
    },
  };
}
