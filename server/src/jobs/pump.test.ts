import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createPump } from './pump.ts';

/** A queue of jobs that are done when they are told to be. */
function jobs(count: number) {
  const waiting = Array.from({ length: count }, (_, index) => index);
  const running = new Map<number, () => void>();
  const done: number[] = [];
  return {
    waiting,
    running,
    done,
    take: async (most: number) => waiting.splice(0, most),
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

const turn = () => sleep(1);

it('runs so many at once and no more, and a slow one holds up no other', async () => {
  const queue = jobs(10);
  const pump = createPump({ atOnce: 3, ...queue, failed: () => {} });
  pump.wake();
  await turn();
  expect([...queue.running.keys()]).toEqual([0, 1, 2]);
  // Job 0 stays; the others go by it.
  while (queue.done.length < 9) {
    for (const [job, finish] of queue.running) if (job !== 0) finish();
    await turn();
    expect(queue.running.size).toBeLessThanOrEqual(3);
  }
  expect([...queue.running.keys()]).toEqual([0]);
});

it('takes what was added while it looked, without being woken again', async () => {
  const queue = jobs(0);
  let looked = 0;
  const pump = createPump({
    atOnce: 2,
    take: async (most) => {
      looked += 1;
      if (looked === 1) {
        queue.waiting.push(7);
        pump.wake();
        return [];
      }
      return queue.waiting.splice(0, most);
    },
    work: queue.work,
    failed: () => {},
  });
  pump.wake();
  await turn();
  expect([...queue.running.keys()]).toEqual([7]);
});

it('goes on after a job, or a look for jobs, failed', async () => {
  const queue = jobs(2);
  const faults: unknown[] = [];
  let away = true;
  const pump = createPump({
    atOnce: 1,
    take: async (most) => {
      if (away) throw new Error('away');
      return queue.take(most);
    },
    work: async (job) => {
      if (job === 0) throw new Error('broken');
      await queue.work(job);
    },
    failed: (error) => faults.push(error),
  });
  pump.wake();
  await turn();
  away = false;
  pump.wake();
  await turn();
  expect([...queue.running.keys()]).toEqual([1]);
  expect(faults).toEqual([new Error('away'), new Error('broken')]);
});

it('stops when what runs has ended, or its patience has', async () => {
  const queue = jobs(3);
  const pump = createPump({ atOnce: 1, ...queue, failed: () => {} });
  pump.wake();
  await turn();
  const stopped = pump.stop(10_000);
  queue.running.get(0)?.();
  await stopped;
  await turn();
  expect(queue.running.size).toBe(0);
  expect(queue.waiting).toEqual([1, 2]);

  const slow = jobs(1);
  const other = createPump({ atOnce: 1, ...slow, failed: () => {} });
  other.wake();
  await turn();
  await other.stop(20);
  expect(slow.running.size).toBe(1);
});
