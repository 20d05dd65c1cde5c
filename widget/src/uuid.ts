/**
 * A version 7 UUID: the milliseconds of `now` in 48 bits, then random bits (RFC 9562, 5.7).
 * `crypto.randomUUID` makes version 4, and exists on HTTPS pages only.
 */
export function makeUuid(now = Date.now()): string {
  const time = [...now.toString(16)];
  return '0xxxxxxx-xxxx-7xxx-8xxx-xxxxxxxxxxxx'.replace(
    /x/g,
    () => time.shift() ?? ((crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) & 15).toString(16),
  );
}
