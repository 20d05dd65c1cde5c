import { adjustedScore } from './interval.ts';
import { normalQuantile } from './normal.ts';
import { netPromoterScore, type BandCounts } from './tally.ts';

/** The chance of seeing a change of this size, if it is there. */
export const power = 0.8;

/**
 * The smallest change, in NPS points, that comparing two periods with as many responses each as these
 * would find significant at `confidence` (0 < confidence < 1) four times in five: with the variance σ²
 * of a single answer, (z₁₋α⁄₂ + z₀.₈) × √(2σ² ÷ n). Both σ² and n are those of the adjusted Wald
 * interval (three imagined responses added, Rocks 2016), so that ten tens do not promise certainty. At
 * most 200, the width of the scale; `null` without responses.
 *
 * Source: the sample size for two independent means, solved for the difference; Chow, Shao and Wang,
 * "Sample Size Calculations in Clinical Research", 2nd edition, 2008, section 3.2.
 */
export function minimumDetectableChange(
  counts: BandCounts,
  confidence: number,
  quantiles = detectionQuantiles(confidence),
): number | null {
  if (netPromoterScore(counts) === null) return null;
  // The variance of a score is already σ² ÷ n.
  return Math.min(200, quantiles * Math.sqrt(2 * adjustedScore(counts).variance));
}

/** z₁₋α⁄₂ + z₀.₈: the same for all counts of one request, so it need be found only once. */
export function detectionQuantiles(confidence: number): number {
  return normalQuantile((1 + confidence) / 2) + normalQuantile(power);
}
