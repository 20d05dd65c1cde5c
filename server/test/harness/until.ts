import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Calls `look` until it returns something other than `undefined` or `false`, and returns that. Errors of `look`
 * are ignored until then. After `seconds` it throws an error that names `what` and the last error.
 */
export async function until<Found>(
  what: string,
  look: () => Promise<Found | undefined | false> | Found | undefined | false,
  seconds = 60,
): Promise<Found> {
  const deadline = performance.now() + seconds * 1_000;
  for (;;) {
    let cause: unknown;
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found;
    } catch (error) {
      cause = error;
    }
    if (performance.now() > deadline) {
      throw new Error(`Waited ${seconds} s in vain: ${what}`, { cause });
    }
    await sleep(20);
  }
}
