import { setTimeout as sleep } from 'node:timers/promises';

/** Runs jobs, up to a number at once. */
export type Pump = {
  /** Takes jobs until there are none left or `concurrency` of them run. */
  wake(): void;
  /** Takes no more jobs, and resolves when the running ones have ended, or after `timeoutMs`. */
  stop(timeoutMs: number): Promise<void>;
};

/**
 * Runs jobs as they come. Whenever a job ends, the next one is taken, so a slow job delays no other. (The
 * workers of pg-boss pause between two jobs, or wait for the slowest job of a batch.) `take` gives at most
 * `limit` jobs; `onError` gets the errors of `take` and of `work`.
 */
export function createPump<Job>(opts: {
  concurrency: number;
  take(limit: number): Promise<Job[]>;
  work(job: Job): Promise<void>;
  onError(error: unknown): void;
}): Pump {
  const running = new Set<Promise<void>>();
  let taking: Promise<void> | undefined;
  let [again, stopped] = [false, false];

  function start(job: Job): void {
    const run: Promise<void> = opts
      .work(job)
      .catch(opts.onError)
      .finally(() => {
        running.delete(run);
        wake();
      });
    running.add(run);
  }

  async function takeAll(): Promise<void> {
    while (!stopped && again && running.size < opts.concurrency) {
      again = false;
      const jobs = await opts.take(opts.concurrency - running.size);
      for (const job of jobs) start(job);
      if (jobs.length > 0) again = true;
    }
  }

  function wake(): void {
    again = true;
    if (stopped) return;
    taking ??= takeAll()
      .catch(opts.onError)
      .finally(() => {
        taking = undefined;
        // `wake` may have been called after the last `take`.
        if (again && running.size < opts.concurrency) wake();
      });
  }

  return {
    wake,
    async stop(timeoutMs) {
      stopped = true;
      await taking;
      await Promise.race([Promise.all(running), sleep(timeoutMs, undefined, { ref: false })]);
    },
  };
}
