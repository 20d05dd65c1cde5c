import { emptyTally, mergeTallies, type Tally } from '@nines/shared/tally';

/** Responses by score, and views; `null` where views cannot be told apart. Merges by addition. */
export type Counts = { tally: Tally; views: number | null };

export const noCounts: Counts = { tally: emptyTally, views: 0 };

export function mergeCounts(one: Counts, other: Counts): Counts {
  return {
    tally: mergeTallies(one.tally, other.tally),
    views: one.views === null || other.views === null ? null : one.views + other.views,
  };
}

/** What remains when a part is taken from the whole; its views are not known. */
export function remainder(whole: Counts, part: Counts): Counts {
  return {
    tally: whole.tally.map((count, score) => count - (part.tally[score] ?? 0)),
    views: null,
  };
}
