import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Two writers met: a deadlock, a serialisation failure, or a unique key that the other took between
 * our look and our write. Nothing was stored, and a second try sees what the other did.
 */
const collisions = new Set(['40P01', '40001', '23505']);

/** Runs a transaction again when it collided with another one. */
export async function retryCollisions<Result>(transaction: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transaction();
    } catch (error) {
      if (attempt === 5 || !collisions.has(sqlState(error))) throw error;
      await sleep(Math.random() * 10 * attempt);
    }
  }
}

/** Whether the database refused a value (SQLSTATE classes 22 and 23), as one bad row can cause. */
export function isRefusedValue(error: unknown): boolean {
  return /^2[23]/.test(sqlState(error));
}

function sqlState(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}
