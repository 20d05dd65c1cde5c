import { randomBytes, randomInt } from 'node:crypto';

/**
 * A number for a new shop or survey: random, so that it tells nobody how many there are, and below
 * 2^53, so that a JavaScript number holds it.
 */
export function newId(): number {
  return randomInt(2 ** 47, 2 ** 48 - 1);
}

/** The id as the outside sees it: nine or ten letters and digits. */
export function encodeId(id: number): string {
  return id.toString(36);
}

/** The number behind an id, or `undefined` where it cannot be one of ours. */
export function decodeId(text: string): number | undefined {
  const id = /^[0-9a-z]{1,10}$/.test(text) ? Number.parseInt(text, 36) : Number.NaN;
  return Number.isSafeInteger(id) && id > 0 ? id : undefined;
}

/** `bytes` random bytes in hex: safe in a URL, and chosen whole by a double click. */
export function randomToken(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}
