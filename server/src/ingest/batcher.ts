/** Thrown by `add` when more waits than the bounds allow: the sender should try again soon. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError';
}

/** Gathers rows into batches and tells each sender what became of its row. */
export type Batcher<Row, Result> = {
  /**
   * Resolves once the row is committed. `bytes` is its rough size in memory. Rejects with a
   * `QueueFullError`, or with what the database said.
   */
  add(row: Row, bytes: number): Promise<Result>;
  /** How many rows wait or are being written. */
  waiting(): number;
  /** Resolves when all that was added is settled. */
  drained(): Promise<void>;
};

type Waiting<Row, Result> = {
  row: Row;
  bytes: number;
  resolve(result: Result): void;
  reject(error: unknown): void;
};

/**
 * Natural batching: one batch is under way, and the next goes the moment it has committed, with what has
 * queued meanwhile. A lone row waits for nobody; under load the batches grow by themselves, to half of
 * all rows that are on their way: while the database writes one half, the senders of the other are told
 * and send again. With all in one batch the database and this process would wait for each other in turn.
 *
 * `write` stores the rows in one transaction and gives a result for each, in their order. Where it
 * fails by what `isOneRowsFault` blames on a single row, the batch is halved until that row stands
 * alone, so that it fails none of its neighbours. Where it fails by an outage, all that waits is
 * told at once: behind it each batch would wait as long again.
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
  let underWay: Promise<void> | undefined;

  /**
   * Sends what waits to the database: at most half of all that is known to be on its way, the batch that
   * has just been committed included, and at most `maxRows`.
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
        // The next batch goes before the replies to this one: else the database would wait for them.
        sent = send(batch.length);
        process.nextTick(resolveAll, batch, results);
      } catch (error) {
        await settleFailed(batch, error);
        release(batch);
        sent = send();
      }
    }
    underWay = undefined;
  }

  function resolveAll(batch: readonly Waiting<Row, Result>[], results: readonly Result[]): void {
    for (const [index, waiting] of batch.entries()) waiting.resolve(results[index] as Result);
  }

  function release(settled: readonly Waiting<Row, Result>[]): void {
    rows -= settled.length;
    bytes -= settled.reduce((sum, waiting) => sum + waiting.bytes, 0);
  }

  async function settle(batch: readonly Waiting<Row, Result>[]): Promise<void> {
    try {
      resolveAll(batch, await opts.write(batch.map((waiting) => waiting.row)));
    } catch (error) {
      await settleFailed(batch, error);
    }
  }

  async function settleFailed(
    batch: readonly Waiting<Row, Result>[],
    error: unknown,
  ): Promise<void> {
    if (batch.length > 1 && opts.isOneRowsFault(error)) {
      const half = batch.length >> 1;
      await settle(batch.slice(0, half));
      await settle(batch.slice(half));
    } else {
      for (const waiting of batch) waiting.reject(error);
      if (opts.isOutage(error)) giveUp(error);
    }
  }

  function giveUp(error: unknown): void {
    const waitingToo = queue.splice(0);
    for (const waiting of waitingToo) waiting.reject(error);
    release(waitingToo);
  }

  return {
    add(row, size) {
      if (rows >= opts.maxQueuedRows || bytes + size > opts.maxQueuedBytes) {
        return Promise.reject(new QueueFullError('More answers wait than can be held'));
      }
      rows += 1;
      bytes += size;
      return new Promise((resolve, reject) => {
        queue.push({ row, bytes: size, resolve, reject });
        underWay ??= Promise.resolve().then(writeAll);
      });
    },
    waiting: () => rows,
    async drained() {
      while (underWay) await underWay;
    },
  };
}
