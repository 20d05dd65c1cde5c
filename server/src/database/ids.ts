import { randomBytes, randomInt } from 'node:crypto';

/**
 * A random id for a new shop or survey, 2^47…2^48. It does not reveal how many there are, and a JavaScript
 * number holds it exactly.
 */
export function newId(): number {
  return randomInt(2 ** 47, 2 ** 48 - 1);
}

/** The id as the API shows it: nine or ten letters and digits. */
export function encodeId(id: number): string {
  return id.toString(36);
}

/** The number of an id of the API, or `undefined` when the text is not an id. */
export function decodeId(text: string): number | undefined {
  const id = /^[0-9a-z]{1,10}$/.test(text) ? Number.parseInt(text, 36) : Number.NaN;
  return Number.isSafeInteger(id) && id > 0 ? id : undefined;
}

/** `bytes` random bytes in hex: safe in a URL, and a double click selects all of it. */
export function randomToken(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

/** A UUIDv7 (RFC 9562) of a time in milliseconds since 1970. */
export function uuidv7(time: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(time, 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
