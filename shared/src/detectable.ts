import { adjustedScore } from './interval.ts';
import { normalQuantile } from './normal.ts';
import { netPromoterScore, type BandCounts } from './tally.ts';

/** The probability that a real change of this size is found significant. */
export const power = 0.8;

/**
 * The minimum detectable change, in NPS points: the smallest real change between two periods of this
 * size that is found significant at `confidence` (0 < confidence < 1) with 80 % probability. With the
 * variance σ² of one response it is (z₁₋α⁄₂ + z₀.₈) × √(2σ² ÷ n). Both σ² and n include the three
 * responses that the adjusted Wald interval adds (Rocks 2016): otherwise ten responses of 10 would have
 * no variance and a result of 0. At most 200, the width of the scale. `null` without responses.
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
  // The variance of a score is σ² ÷ n.
  return Math.min(200, quantiles * Math.sqrt(2 * adjustedScore(counts).variance));
}

/** z₁₋α⁄₂ + z₀.₈. It is the same for all counts of a request, so callers can compute it once. */
export function detectionQuantiles(confidence: number): number {
  return normalQuantile((1 + confidence) / 2) + normalQuantile(power);
}
