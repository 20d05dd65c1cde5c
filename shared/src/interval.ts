import { normalProbability, normalQuantile } from './normal.ts';
import { netPromoterScore, type BandCounts } from './tally.ts';

/** The lower and upper end of a range of NPS points. */
export type Range = readonly [low: number, high: number];

/** How sure a score is: unrounded, in NPS points. */
export type Uncertainty = {
  /** Holds the true NPS with the confidence asked for; clamped to −100…100. */
  interval: Range;
  /** Half the interval's width before clamping. */
  marginOfError: number;
};

/** How two scores differ: unrounded, in NPS points, −200…200. */
export type Difference = {
  /** The later score less the earlier. */
  nps: number;
  /** Holds the true difference with the confidence asked for. */
  interval: Range;
  /**
   * The chance of a difference at least this large if nothing had changed (two-sided): below
   * 1 − confidence exactly where the interval leaves zero out.
   */
  pValue: number;
  /** Whether the interval leaves zero out. */
  significant: boolean;
};

/**
 * The uncertainty of one score at `confidence` (0 < confidence < 1): the adjusted Wald interval, which
 * adds 0.75 detractors, 1.5 passives and 0.75 promoters and keeps its promise down to small samples.
 * With a handful of responses its centre lies so far inward that the interval can miss the very score
 * it is about; it is then stretched to hold it. `null` without responses. Whoever asks for many at one
 * confidence finds the `critical` value once.
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
 * The difference of two independent scores, later less earlier, each adjusted as in `uncertaintyOf`,
 * with its two-sided z test at `confidence` (0 < confidence < 1). `null` when either has no responses. Of a
 * handful of responses the adjusted scores can differ where the scores do not, or the other way round:
 * the interval, stretched to hold the difference, then holds zero at any confidence, and the p-value is 1.
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
  const agree = nps * centre > 0;
  return {
    nps,
    interval: [low, high],
    pValue: agree ? 2 * normalProbability(-Math.abs(centre) / standardError) : 1,
    significant: low > 0 || high < 0,
  };
}

/** The score with the three responses that the interval adds, in NPS points, and its variance. */
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

/** The quantile that a two-sided interval of this confidence reaches to. */
export function criticalValue(confidence: number): number {
  return normalQuantile((1 + confidence) / 2);
}
