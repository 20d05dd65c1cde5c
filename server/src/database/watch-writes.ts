import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql } from './connect.ts';
import { codeOf } from './faults.ts';

/** Whether the database takes what is new, as its refusals tell: it may answer and be full. */
export type Writes = {
  areTaken(): boolean;
  /** Tells of whatever a statement failed with; what does not concern all writes is passed over. */
  noteFailure(error: unknown): void;
  stop(): Promise<void>;
};

/** Between two trials, in milliseconds: each writes to a disk that is full already. */
const interval = 1_000;
const patience = 5_000;

/** SQLSTATE: a database that may only be read; besides, no space left, and a disk that fails. */
const readOnly = '25006';
const refusals = new Set([readOnly, '53100', '58030']);
/** Who may not make temporary tables cannot try, and finds out by the next answer. */
const notAllowed = '42501';

/**
 * Once a write was refused for what holds for all, tries one by itself until it is taken, each time
 * over a fresh connection of `open`. A session that began as read-only stays so: `renew` is called to
 * exchange those that there are.
 */
export function watchWrites(open: () => Sql, renew: () => void): Writes {
  const ending = new AbortController();
  const { signal } = ending;
  let taken = true;
  let trials = Promise.resolve();

  async function tryUntilTaken(refusal: string): Promise<void> {
    while (!taken && !signal.aborted) {
      await sleep(interval, undefined, { signal, ref: false }).catch(() => {});
      taken = signal.aborted || (await isOneTaken(open));
    }
    if (refusal === readOnly && !signal.aborted) renew();
  }
  return {
    areTaken: () => taken,
    noteFailure(error) {
      const refusal = codeOf(error);
      if (!taken || signal.aborted || !refusals.has(refusal)) return;
      taken = false;
      trials = tryUntilTaken(refusal);
    },
    async stop() {
      ending.abort();
      await trials;
    },
  };
}

/**
 * A megabyte in a table that goes with the statement: new pages, new log, a commit. To write where
 * there is a gap in an old page would prove nothing.
 */
async function isOneTaken(open: () => Sql): Promise<boolean> {
  const sql = open();
  try {
    const trial = sql`
      create temporary table nines_room on commit drop as
      select repeat('x', 1000) as filler from generate_series(1, 1000)`.then(() => true);
    return await Promise.race([trial, sleep(patience, false, { ref: false })]);
  } catch (error) {
    return codeOf(error) === notAllowed;
  } finally {
    void sql.end({ timeout: 0 });
  }
}
