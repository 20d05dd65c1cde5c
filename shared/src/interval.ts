import { normalProbability, normalQuantile } from './normal.ts';
import { netPromoterScore, type BandCounts } from './tally.ts';

/** The lower and upper end of a range of NPS points. */
export type Range = readonly [low: number, high: number];

/** The uncertainty of a score: unrounded, in NPS points. */
export type Uncertainty = {
  /** Contains the true NPS with the given confidence. Clamped to −100…100. */
  interval: Range;
  /** Half the interval's width before clamping. */
  marginOfError: number;
};

/** The difference of two scores: unrounded, in NPS points, −200…200. */
export type Difference = {
  /** The later score minus the earlier. */
  nps: number;
  /** Contains the true difference with the given confidence. */
  interval: Range;
  /**
   * The probability of a difference at least this large if nothing has changed (two-sided). It is below
   * 1 − confidence exactly when the interval does not contain zero.
   */
  pValue: number;
  /** Whether the interval does not contain zero. */
  significant: boolean;
};

/**
 * The uncertainty of one score at `confidence` (0 < confidence < 1): the adjusted Wald interval. It adds
 * 0.75 detractors, 1.5 passives and 0.75 promoters, so its coverage is right for small samples too.
 * With a handful of responses this moves the centre so far towards zero that the interval may not contain
 * the score itself; then it is widened to contain it. `null` without responses. To compute many at one
 * confidence, compute `critical` once and pass it in.
 *
 * Source: Rocks, "Interval Estimation for the Net Promoter Score", The American Statistician 70(4), 2016.
 */
export function uncertaintyOf(
  counts: BandCounts,
  confidence: number,
  critical = criticalValue(confidence),
): Uncertainty | null {
  const nps = netPromoterScore(counts);
  if (nps === null) return null;
  const { centre, variance } = adjustedScore(counts);
  const marginOfError = critical * Math.sqrt(variance);
  return {
    interval: [
      Math.max(-100, Math.min(nps, centre - marginOfError)),
      Math.min(100, Math.max(nps, centre + marginOfError)),
    ],
    marginOfError,
  };
}

/**
 * The difference of two independent scores, later minus earlier, each adjusted as in `uncertaintyOf`,
 * with its two-sided z test at `confidence` (0 < confidence < 1). `null` when either has no responses. With
 * few responses the adjusted scores can differ although the scores are equal, or differ in the opposite
 * direction. The interval is widened to contain the difference, so it then contains zero at any
 * confidence, and the p-value is 1.
 *
 * Source: Rocks 2016, as above, section on comparing two scores.
 */
export function differenceOf(
  later: BandCounts,
  earlier: BandCounts,
  confidence: number,
): Difference | null {
  const npsLater = netPromoterScore(later);
  const npsEarlier = netPromoterScore(earlier);
  if (npsLater === null || npsEarlier === null) return null;
  const [a, b] = [adjustedScore(later), adjustedScore(earlier)];
  const centre = a.centre - b.centre;
  const standardError = Math.sqrt(a.variance + b.variance);
  const margin = criticalValue(confidence) * standardError;
  const nps = npsLater - npsEarlier;
  const low = Math.max(-200, Math.min(nps, centre - margin));
  const high = Math.min(200, Math.max(nps, centre + margin));
  const sameDirection = nps * centre > 0;
  return {
    nps,
    interval: [low, high],
    pValue: sameDirection ? 2 * normalProbability(-Math.abs(centre) / standardError) : 1,
    significant: low > 0 || high < 0,
  };
}

/** The score with the three added responses, in NPS points, and its variance. */
export function adjustedScore({ promoter, passive, detractor }: BandCounts): {
  centre: number;
  variance: number;
} {
  const n = promoter + passive + detractor + 3;
  const promoters = (promoter + 0.75) / n;
  const detractors = (detractor + 0.75) / n;
  const centre = promoters - detractors;
  return {
    centre: 100 * centre,
    variance: (10_000 * (promoters + detractors - centre ** 2)) / n,
  };
}

/** The critical value of a two-sided interval: the normal quantile at (1 + confidence) ÷ 2. */
export function criticalValue(confidence: number): number {
  return normalQuantile((1 + confidence) / 2);
}
