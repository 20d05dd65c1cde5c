import { z } from 'zod';

const firstYear = 1990;
const lastYear = 2100;
const error = `must be in the years ${firstYear} to ${lastYear}`;

/**
 * A day that is asked for, as in "2026-12-31". The bound is wider than any response's and narrower than
 * what PostgreSQL and JavaScript both can write: neither has the other's year 0 or year 10000.
 */
export const day = z.iso.date().refine(isInReach, { error });

/** A moment in UTC within the same years. */
export const instant = z.iso.datetime().refine(isInReach, { error });

/** Nobody asked this question before: in milliseconds since 1970. */
export const earliestAnswer = Date.UTC(2000, 0, 1);

function isInReach(value: string): boolean {
  const year = Number(value.slice(0, 4));
  return year >= firstYear && year <= lastYear;
}
