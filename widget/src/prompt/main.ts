import { createOutbox } from '../outbox.ts';

export { open } from './open.tsx';

/** Sends what earlier pages left unsent to the server at `base`. */
export function flush(base: string): void {
  createOutbox(base).flush();
}
