import { isUnavailable } from '../database/faults.ts';

/**
 * Lets the process live through a lost connection that nobody waits for: on each new connection the
 * driver asks for the array types, and when that is cut off there is no one to catch it. It connects
 * anew by itself. All else that nobody caught still ends the process.
 */
export function survivesLostConnections(): void {
  process.on('unhandledRejection', (error) => {
    if (!isUnavailable(error)) throw error;
  });
}
