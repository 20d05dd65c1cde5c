import { limits } from '@nines/shared/limits';

const earliest = limits.outboxDays * 86_400_000;
/** How far a shopper's clock may run ahead, in milliseconds. */
const latest = 5 * 60_000;

/**
 * When an answer was given, in milliseconds since 1970. Its UUIDv7 begins with that time, and the
 * outbox may deliver it days later; a clock that is too far off is not believed, and `now` holds.
 */
export function answeredAt(id: string, now: number): number {
  const time = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
  return time > now - earliest && time < now + latest ? Math.min(time, now) : now;
}
