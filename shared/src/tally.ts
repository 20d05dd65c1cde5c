import { bandOf, highestScore, type Band } from './score.ts';

/**
 * How often each score was given: eleven whole counts ≥ 0; the index is the score. Tallies are merged by
 * addition, in any order. All figures are computed from the counts.
 */
export type Tally = readonly number[];

/** How many responses fell in each band. */
export type BandCounts = Readonly<Record<Band, number>>;

export const emptyTally: Tally = Object.freeze(Array<number>(highestScore + 1).fill(0));

/** The tally with `times` more responses of `score`, or fewer when `times` is negative. */
export function addScore(tally: Tally, score: number, times = 1): Tally {
  return tally.map((count, value) => (value === score ? count + times : count));
}

/** The sum of two tallies. */
export function mergeTallies(one: Tally, other: Tally): Tally {
  return one.map((count, score) => count + (other[score] ?? 0));
}

/** The number of responses. */
export function countResponses(tally: Tally): number {
  return tally.reduce((sum, count) => sum + count, 0);
}

/** The number of responses in each band. */
export function countBands(tally: Tally): BandCounts {
  const counts = { promoter: 0, passive: 0, detractor: 0 };
  for (const [score, count] of tally.entries()) counts[bandOf(score)] += count;
  return counts;
}

/**
 * The Net Promoter Score, −100…100, unrounded: the share of promoters minus the share of detractors.
 * Computed from counts, because rounded shares would give another result. `null` without responses.
 */
export function netPromoterScore({ promoter, passive, detractor }: BandCounts): number | null {
  const responses = promoter + passive + detractor;
  return responses === 0 ? null : (100 * (promoter - detractor)) / responses;
}

/** The mean score, unrounded. `null` without responses. */
export function meanScore(tally: Tally): number | null {
  const responses = countResponses(tally);
  if (responses === 0) return null;
  return tally.reduce((sum, count, score) => sum + count * score, 0) / responses;
}

/**
 * The sample standard deviation of the score (divided by n − 1), unrounded: a measure of how consistent the
 * service is. `null` with fewer than two responses.
 */
export function standardDeviation(tally: Tally): number | null {
  const responses = countResponses(tally);
  const mean = meanScore(tally);
  if (mean === null || responses < 2) return null;
  const squares = tally.reduce((sum, count, score) => sum + count * (score - mean) ** 2, 0);
  return Math.sqrt(squares / (responses - 1));
}
