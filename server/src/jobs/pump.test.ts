import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createPump } from './pump.ts';

/** A queue of jobs; the test ends each of them. */
function jobs(count: number) {
  const waiting = Array.from({ length: count }, (_, index) => index);
  const running = new Map<number, () => void>();
  const done: number[] = [];
  return {
    waiting,
    running,
    done,
    take: async (limit: number) => waiting.splice(0, limit),
    work: (job: number) =>
      new Promise<void>((resolve) => {
        running.set(job, () => {
          running.delete(job);
          done.push(job);
          resolve();
        });
      }),
  };
}

const nextTurn = () => sleep(1);

it('runs up to `concurrency` jobs at once, and a slow job delays no other', async () => {
  const queue = jobs(10);
  const pump = createPump({ concurrency: 3, ...queue, onError: () => {} });
  pump.wake();
  await nextTurn();
  expect([...queue.running.keys()]).toEqual([0, 1, 2]);
  // Job 0 goes on running while all others are taken and end.
  while (queue.done.length < 9) {
    for (const [job, finish] of queue.running) if (job !== 0) finish();
    await nextTurn();
    expect(queue.running.size).toBeLessThanOrEqual(3);
  }
  expect([...queue.running.keys()]).toEqual([0]);
});

it('takes a job that was added while it looked for jobs', async () => {
  const queue = jobs(0);
  let looked = 0;
  const pump = createPump({
    concurrency: 2,
    take: async (limit) => {
      looked += 1;
      if (looked === 1) {
        queue.waiting.push(7);
        pump.wake();
        return [];
      }
      return queue.waiting.splice(0, limit);
    },
    work: queue.work,
    onError: () => {},
  });
  pump.wake();
  await nextTurn();
  expect([...queue.running.keys()]).toEqual([7]);
});

it('goes on after `take` or a job has failed', async () => {
  const queue = jobs(2);
  const faults: unknown[] = [];
  let away = true;
  const pump = createPump({
    concurrency: 1,
    take: async (limit) => {
      if (away) throw new Error('away');
      return queue.take(limit);
    },
    work: async (job) => {
      if (job === 0) throw new Error('broken');
      await queue.work(job);
    },
    onError: (error) => faults.push(error),
  });
  pump.wake();
  await nextTurn();
  away = false;
  pump.wake();
  await nextTurn();
  expect([...queue.running.keys()]).toEqual([1]);
  expect(faults).toEqual([new Error('away'), new Error('broken')]);
});

it('stops when the running jobs have ended, or after the timeout', async () => {
  const queue = jobs(3);
  const pump = createPump({ concurrency: 1, ...queue, onError: () => {} });
  pump.wake();
  await nextTurn();
  const stopped = pump.stop(10_000);
  queue.running.get(0)?.();
  await stopped;
  await nextTurn();
  expect(queue.running.size).toBe(0);
  expect(queue.waiting).toEqual([1, 2]);

  const slow = jobs(1);
  const other = createPump({ concurrency: 1, ...slow, onError: () => {} });
  other.wake();
  await nextTurn();
  await other.stop(20);
  expect(slow.running.size).toBe(1);
});
