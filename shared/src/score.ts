/** The two scales a survey can rate on. The bands are the same on both. */
export const scales = ['0-10', '1-10'] as const;
export type Scale = (typeof scales)[number];

/** How a score counts towards the NPS. */
export const bands = ['promoter', 'passive', 'detractor'] as const;
export type Band = (typeof bands)[number];

/** The highest score on either scale. */
export const highestScore = 10;

/** The lowest score on the scale: 0 or 1. */
export function lowestScore(scale: Scale): 0 | 1 {
  return scale === '0-10' ? 0 : 1;
}

/** Whether `score` is a whole number on `scale`. */
export function isOnScale(score: number, scale: Scale): boolean {
  return Number.isInteger(score) && score >= lowestScore(scale) && score <= highestScore;
}

/** The highest score of a detractor. */
export const highestDetractor = 6;

/**
 * The band of a whole score on either scale: promoter 9–10, passive 7–8, detractor 6 and below.
 * Source: Reichheld, "The One Number You Need to Grow", Harvard Business Review, December 2003.
 */
export function bandOf(score: number): Band {
  if (score >= 9) return 'promoter';
  return score > highestDetractor ? 'passive' : 'detractor';
}
