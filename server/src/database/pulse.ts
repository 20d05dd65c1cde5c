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
 * when it stops, so that whoever waits for the database can be told instead of hanging; `onFound` when
 * it beats again, also after an interruption too short to be missed.
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
    beating = await answersInTime(connection);
    if (beating && interrupted) {
      interrupted = false;
      onFound();
    }
    if (beating) return;
    interrupted = true;
    connection.renew(0);
    if (before) onLost();
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

async function answersInTime({ sql }: Renewable): Promise<boolean> {
  const { promise: tooLate, resolve } = Promise.withResolvers<boolean>();
  // After a long pause of our own the reply may lie there unread: read before judging.
  const timer = setTimeout(() => void turn().then(() => resolve(false)), patience);
  try {
    return await Promise.race([sql`select 1`.then(() => true), tooLate]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
