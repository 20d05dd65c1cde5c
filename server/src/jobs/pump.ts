import { setTimeout as sleep } from 'node:timers/promises';

/** Keeps at most so many jobs running at once. */
export type Pump = {
  /** Takes jobs until there are none or enough of them run. */
  wake(): void;
  /** Takes no more, and resolves when those that run have ended, or after so many milliseconds. */
  stop(milliseconds: number): Promise<void>;
};

/**
 * Runs jobs as they come: whenever one ends, the next is taken, so that a slow one holds up no other.
 * (The library's own workers pause between two jobs, or wait for the slowest of a batch.)
 */
export function createPump<Job>(opts: {
  atOnce: number;
  take(most: number): Promise<Job[]>;
  work(job: Job): Promise<void>;
  failed(error: unknown): void;
}): Pump {
  const running = new Set<Promise<void>>();
  let turn: Promise<void> | undefined;
  let [again, stopped] = [false, false];

  function start(job: Job): void {
    const run: Promise<void> = opts
      .work(job)
      .catch(opts.failed)
      .finally(() => {
        running.delete(run);
        wake();
      });
    running.add(run);
  }

  async function takeAll(): Promise<void> {
    while (!stopped && again && running.size < opts.atOnce) {
      again = false;
      const jobs = await opts.take(opts.atOnce - running.size);
      for (const job of jobs) start(job);
      if (jobs.length > 0) again = true;
    }
  }

  function wake(): void {
    again = true;
    if (stopped) return;
    turn ??= takeAll()
      .catch(opts.failed)
      .finally(() => {
        turn = undefined;
        // Woken in the very moment in which the turn ended.
        if (again && running.size < opts.atOnce) wake();
      });
  }

  return {
    wake,
    async stop(milliseconds) {
      stopped = true;
      await turn;
      await Promise.race([Promise.all(running), sleep(milliseconds, undefined, { ref: false })]);
    },
  };
}
