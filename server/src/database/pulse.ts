import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import type { Sql } from './connect.ts';
import { renewable, type Renewable } from './renewable.ts';

/** Whether the database answers, as asked twice a second. */
export type Pulse = { isBeating(): boolean; stop(): Promise<void> };

const interval = 500;
/** A healthy database answers `select 1` within a millisecond, a laden one within a second. */
const patience = 3_000;

/**
 * Feels the database's pulse over a connection of its own, which `open` makes. `onLost` is called
 * when it stops (and while it hangs), so that whoever waits for the database can be told instead of
 * hanging; `onFound` when it beats again, also after an interruption too short to be missed.
 */
export function feelPulse(
  open: (onClose: () => void) => Sql,
  { onLost, onFound }: { onLost(): void; onFound(): void },
): Pulse {
  const ending = new AbortController();
  let [beating, interrupted] = [true, false];
  const connection = renewable(() => open(() => (interrupted = true)));

  async function beat(): Promise<void> {
    const before = beating;
    const answer = await answerOf(connection);
    beating = answer === 'yes';
    if (beating && interrupted) {
      interrupted = false;
      onFound();
    }
    if (beating) return;
    interrupted = true;
    connection.renew(0);
    // What hangs is told again and again: requests that were half done may have asked anew.
    if (before || answer === 'none') onLost();
  }
  async function keepBeating(): Promise<void> {
    while (!ending.signal.aborted) {
      await beat();
      await sleep(interval, undefined, { signal: ending.signal, ref: false }).catch(() => {});
    }
  }
  void keepBeating();

  return {
    isBeating: () => beating,
    async stop() {
      ending.abort();
      await connection.end(1);
    },
  };
}

type PulseAnswer = 'yes' | 'no' | 'none';

async function answerOf({ sql }: Renewable): Promise<PulseAnswer> {
  const { promise: tooLate, resolve } = Promise.withResolvers<PulseAnswer>();
  // After a long pause of our own the reply may lie there unread: read before judging.
  const timer = setTimeout(() => void turn().then(() => resolve('none')), patience);
  try {
    return await Promise.race([sql`select 1`.then(() => 'yes' as const), tooLate]);
  } catch {
    return 'no';
  } finally {
    clearTimeout(timer);
  }
}
