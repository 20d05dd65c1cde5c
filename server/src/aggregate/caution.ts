/** Below this many responses the interval itself is hardly to be believed. */
const few = 30;
/** In NPS points. */
const wide = 30;

/** Why not to lean on a score, in words; `null` when there is none or it is sure enough. */
export function cautionOf(
  responses: number,
  interval: readonly [number, number] | null,
): string | null {
  if (responses === 0 || !interval) return null;
  if (responses < few) {
    return `Only ${responses} ${responses === 1 ? 'response' : 'responses'}: one more answer can move this score by points. Wait for ${few}, or look at a longer period.`;
  }
  const width = Math.round(interval[1] - interval[0]);
  if (width <= wide) return null;
  return `The true score may lie anywhere in ${width} points: compare it only with what is far from it.`;
}
