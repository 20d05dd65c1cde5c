/** Where values of a range fall on a line of so many pixels (or per cent). */
export type LinearScale = (value: number) => number;

/** Maps `domain` onto `range` in a straight line; either may run backwards. An empty domain maps to the middle. */
export function linearScale(
  domain: readonly [number, number],
  range: readonly [number, number],
): LinearScale {
  const [d0, d1] = domain;
  const [r0, r1] = range;
  if (d0 === d1) return () => (r0 + r1) / 2;
  return (value) => r0 + ((value - d0) / (d1 - d0)) * (r1 - r0);
}
