/**
 * A UUIDv7 (RFC 9562, section 5.7) with `time` in Unix milliseconds. Its other bits come from `random`
 * (0 ≤ x < 1), so that the same seed gives the same ids.
 */
export function uuidAt(time: number, random: () => number): string {
  const clock = time.toString(16).padStart(12, '0');
  const variant = (8 + Math.floor(random() * 4)).toString(16);
  return [
    clock.slice(0, 8),
    clock.slice(8),
    `7${hex(3, random)}`,
    `${variant}${hex(3, random)}`,
    hex(12, random),
  ].join('-');
}

function hex(digits: number, random: () => number): string {
  return Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
}
