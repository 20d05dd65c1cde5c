import { setTimeout as pause } from 'node:timers/promises';

/**
 * What `look` finds once it finds something other than `undefined`, `false` or an error. Looks again
 * until `seconds` have passed, then throws with `what` was waited for and the last error.
 */
export async function waitFor<Found>(
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
    if (performance.now() > deadline) throw new Error(`Waited in vain for ${what}`, { cause });
    await pause(50);
  }
}
