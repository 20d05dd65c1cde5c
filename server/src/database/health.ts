import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Timings } from '../config/timings.ts';
import { codeOf } from './errors.ts';
import type { ReplaceablePool } from './replaceable-pool.ts';
import type { Sql } from './sql.ts';

/** Whether the database answers. */
export type HealthCheck = { isHealthy(): boolean; stop(): Promise<void> };

type CheckTimings = Pick<Timings, 'healthCheckIntervalMs' | 'healthCheckTimeoutMs'>;

/**
 * Asks the database at each interval whether it answers, over a connection of its own, which `open`
 * makes. Calls `onLost` when it stops answering, and again at each check while it hangs, so that requests
 * that wait for it fail instead of hanging. Calls `onFound` when it answers again, also after an
 * interruption too short for any check to fail.
 */
export function startHealthCheck(
  open: (onClose: () => void) => ReplaceablePool,
  { onLost, onFound }: { onLost(): void; onFound(): void },
  { healthCheckIntervalMs, healthCheckTimeoutMs }: CheckTimings,
): HealthCheck {
  const ending = new AbortController();
  const { signal } = ending;
  let [healthy, interrupted] = [true, false];
  const connection = open(() => (interrupted = true));

  async function check(): Promise<void> {
    const before = healthy;
    const result = await ping(connection.sql, healthCheckTimeoutMs);
    healthy = result === 'answered';
    if (healthy && interrupted) {
      interrupted = false;
      onFound();
    }
    if (healthy) return;
    interrupted = true;
    connection.replace(0);
    // Repeated while the database hangs: a request under way may have sent a new query since.
    if (before || result === 'timed out') onLost();
  }
  async function keepChecking(): Promise<void> {
    while (!signal.aborted) {
      await check();
      await sleep(healthCheckIntervalMs, undefined, { signal, ref: false }).catch(() => {});
    }
  }
  void keepChecking();

  return {
    isHealthy: () => healthy,
    async stop() {
      ending.abort();
      await connection.end(1);
    },
  };
}

type Ping = 'answered' | 'failed' | 'timed out';

/** A healthy database answers `select 1` within a millisecond, a busy one within a second. */
async function ping(sql: Sql, timeoutMs: number): Promise<Ping> {
  const { promise: timeout, resolve } = Promise.withResolvers<Ping>();
  // If this process itself was paused, the reply may have arrived unread: read it first.
  const timer = setTimeout(() => void nextTurn().then(() => resolve('timed out')), timeoutMs);
  try {
    return await Promise.race([sql`select 1`.then(() => 'answered' as const), timeout]);
  } catch {
    return 'failed';
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Whether the database accepts writes, as far as the errors of statements tell. A full database still answers
 * queries.
 */
export type Writes = {
  areTaken(): boolean;
  /** Takes the error of any failed statement. Errors that do not concern all writes are ignored. */
  noteFailure(error: unknown): void;
  stop(): Promise<void>;
};

const probeTimeoutMs = 5_000;

/** SQLSTATE: read-only; besides, no space left (53100) and a failing disk (58030). */
const readOnly = '25006';
const refusals = new Set([readOnly, '53100', '58030']);
/**
 * SQLSTATE: the user may not create temporary tables, so no probe is possible. Writes then count as accepted
 * until one fails again.
 */
const notAllowed = '42501';

/**
 * After a write failed for a reason that concerns all writes, writes a probe at each interval until one
 * succeeds, each over a fresh connection of `open`. A session that began as read-only stays read-only,
 * so `replacePools` is then called.
 */
export function watchWrites(
  open: () => Sql,
  replacePools: () => void,
  { writeProbeIntervalMs }: Pick<Timings, 'writeProbeIntervalMs'>,
): Writes {
  const ending = new AbortController();
  const { signal } = ending;
  let taken = true;
  let probing = Promise.resolve();

  async function probeUntilTaken(refusal: string): Promise<void> {
    while (!taken && !signal.aborted) {
      await sleep(writeProbeIntervalMs, undefined, { signal, ref: false }).catch(() => {});
      taken = signal.aborted || (await probeSucceeds(open));
    }
    if (refusal === readOnly && !signal.aborted) replacePools();
  }
  return {
    areTaken: () => taken,
    noteFailure(error) {
      const refusal = codeOf(error);
      if (!taken || signal.aborted || !refusals.has(refusal)) return;
      taken = false;
      probing = probeUntilTaken(refusal);
    },
    async stop() {
      ending.abort();
      await probing;
    },
  };
}

/**
 * Writes a megabyte to a temporary table, which needs new pages, new log and a commit. A single row
 * would prove nothing: it may fit into a gap of an old page.
 */
async function probeSucceeds(open: () => Sql): Promise<boolean> {
  const sql = open();
  try {
    const probe = sql`
      create temporary table nines_room on commit drop as
      select repeat('x', 1000) as filler from generate_series(1, 1000)`.then(() => true);
    return await Promise.race([probe, sleep(probeTimeoutMs, false, { ref: false })]);
  } catch (error) {
    return codeOf(error) === notAllowed;
  } finally {
    void sql.end({ timeout: 0 });
  }
}
