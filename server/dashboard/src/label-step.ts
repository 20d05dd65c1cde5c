const steps = [1, 2, 3, 4, 6, 12, 24, 48] as const;

/**
 * Every how many of `count` points a label fits, when each needs `labelWidth` of the `width` that the
 * points share (the same unit for both, usually pixels).
 */
export function labelStep(count: number, width: number, labelWidth: number): number {
  const room = Math.max(1, Math.floor(width / labelWidth));
  return steps.find((step) => Math.ceil(count / step) <= room) ?? Math.ceil(count / room);
}
