import { randomBytes, randomUUID } from 'node:crypto';

/** A UUIDv7 of now, or of another time in milliseconds since 1970. */
export function uuidv7(time = Date.now()): string {
  const hex = time.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7${randomBytes(2).toString('hex').slice(1)}${randomUUID().slice(18)}`;
}
