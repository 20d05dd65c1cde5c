/**
 * Rounds half away from zero, as people do, to `digits` decimals. Half is meant exactly: 1.005 × 100
 * is 100.49999999999999 in binary, so what lies close to a half goes through its decimal text.
 */
export function round(value: number, digits?: number): number;
export function round(value: number | null, digits?: number): number | null;
export function round(value: number | null, digits = 2): number | null {
  if (value === null) return null;
  const scale = 10 ** digits;
  const size = Math.abs(value);
  const scaled = size * scale;
  const isNearHalf = Math.abs(scaled - Math.floor(scaled) - 0.5) < 1e-6;
  const whole = Math.round(isNearHalf ? Number(`${size.toFixed(12)}e${digits}`) : scaled);
  return Math.sign(value) * (whole / scale) || 0;
}
