/** A stretch of the score's axis with its labelled values, lowest first. */
export type ScoreDomain = { low: number; high: number; ticks: readonly number[] };

const lowest = -100;
const highest = 100;
/** A narrower axis would blow a point or two up into a drama. */
const narrowest = 50;

/**
 * The part of −100…100 that holds all `values` (NPS points), widened to whole steps so that the
 * labels are round; 0…100 without values.
 */
export function scoreDomain(values: readonly number[]): ScoreDomain {
  if (values.length === 0) return domainOf(0, 100, 25);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const step = most - least > 100 ? 50 : 25;
  let low = Math.max(lowest, Math.floor(least / step) * step);
  let high = Math.min(highest, Math.ceil(most / step) * step);
  while (high - low < narrowest) {
    if (high < highest) high += step;
    if (high - low < narrowest && low > lowest) low -= step;
  }
  return domainOf(low, high, step);
}

function domainOf(low: number, high: number, step: number): ScoreDomain {
  const ticks: number[] = [];
  for (let tick = low; tick <= high; tick += step) ticks.push(tick);
  // Rounding up from just below zero gives −0, which adding 0 turns into 0.
  return { low: low + 0, high: high + 0, ticks };
}
