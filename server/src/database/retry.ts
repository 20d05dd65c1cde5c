import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf } from './faults.ts';

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
      if (attempt === 5 || !collisions.has(codeOf(error))) throw error;
      await sleep(Math.random() * 10 * attempt);
    }
  }
}
