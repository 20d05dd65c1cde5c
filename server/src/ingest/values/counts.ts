import { compareBytes } from './compare-bytes.ts';
import type { Place } from './dimensions.ts';

/** One row of the rollups, to be added to what is there. */
export type Count<Sum> = {
  shop: number;
  survey: number;
  dimension: string;
  day: string;
  value: string;
  sum: Sum;
};

/**
 * Adds rows up by survey, dimension, day and value, in that order, which is the one of rollup.ts: two
 * writers that upsert the same counts then wait for each other in turn and not in a ring.
 */
export function countBy<Row extends { shop: number; survey: number; day: string }, Sum>(
  rows: readonly Row[],
  placesOf: (row: Row) => readonly Place[],
  { empty, add }: { empty: Sum; add(sum: Sum, row: Row): Sum },
): Count<Sum>[] {
  const counts = new Map<string, Count<Sum>>();
  for (const row of rows) {
    const { shop, survey, day } = row;
    for (const [dimension, value] of placesOf(row)) {
      // No text that is stored holds a NUL, so nothing but the same five parts makes the same key.
      const key = [shop, survey, dimension, day, value].join('\0');
      const known = counts.get(key);
      if (known) known.sum = add(known.sum, row);
      else counts.set(key, { shop, survey, dimension, day, value, sum: add(empty, row) });
    }
  }
  return [...counts.values()].toSorted(
    (one, other) =>
      one.shop - other.shop ||
      one.survey - other.survey ||
      compareBytes(one.dimension, other.dimension) ||
      compareBytes(one.day, other.day) ||
      compareBytes(one.value, other.value),
  );
}
