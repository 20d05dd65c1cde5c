import { z } from 'zod';

const firstYear = 1990;
const lastYear = 2100;
const error = `must be in the years ${firstYear} to ${lastYear}`;

/**
 * A day in a query, such as "2026-12-31". The years include every possible response, and exclude those
 * that PostgreSQL and JavaScript write differently (0 and below, 10000 and above).
 */
export const day = z.iso.date().refine(isInYears, { error });

/** An instant in UTC within the same years. */
export const instant = z.iso.datetime().refine(isInYears, { error });

/** The earliest date of an answer, in milliseconds since 1970. Nobody asked this question before. */
export const earliestAnswer = Date.UTC(2000, 0, 1);

function isInYears(value: string): boolean {
  const year = Number(value.slice(0, 4));
  return year >= firstYear && year <= lastYear;
}
