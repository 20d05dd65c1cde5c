import { setTimeout as sleep } from 'node:timers/promises';
import { isCollision } from './faults.ts';

/** Runs a transaction again when it collided with another one. */
export async function retryCollisions<Result>(transaction: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transaction();
    } catch (error) {
      if (attempt === 5 || !isCollision(error)) throw error;
      await sleep(Math.random() * 10 * attempt);
    }
  }
}
