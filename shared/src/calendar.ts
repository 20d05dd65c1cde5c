import type { Interval } from './wire/aggregate.ts';

/**
 * A calendar day as `2026-10-31`, without a time or a time zone. Days sort correctly as texts. The
 * functions here calculate in UTC, where every day has 24 hours, so a clock change cannot shift a day.
 * They do not validate: a text that is not a day gives a wrong result or a RangeError.
 */
export type Day = string;

const dayMs = 86_400_000;

/** The day `count` days later, or earlier when `count` is negative. */
export function addDays(day: Day, count: number): Day {
  return format(parse(day) + count * dayMs);
}

/** The number of days from `from` to `to`, both included. */
export function countDays(from: Day, to: Day): number {
  return (parse(to) - parse(from)) / dayMs + 1;
}

/** The first day of the interval that contains `day`. Weeks begin on Monday (ISO 8601). */
export function startOf(day: Day, interval: Interval): Day {
  const [year, month] = [day.slice(0, 4), Number(day.slice(5, 7))];
  switch (interval) {
    case 'day':
      return day;
    case 'week':
      return addDays(day, -((midnightUtc(day).getUTCDay() + 6) % 7));
    case 'month':
      return `${day.slice(0, 7)}-01`;
    case 'quarter':
      return `${year}-${String(month - ((month - 1) % 3)).padStart(2, '0')}-01`;
    case 'year':
      return `${year}-01-01`;
  }
}

/**
 * The first days of all intervals that `from` to `to` (both included) touches, in order. The first of
 * them can be before `from`.
 */
export function startsBetween(from: Day, to: Day, interval: Interval): Day[] {
  if (interval === 'day') {
    const first = parse(from);
    return Array.from({ length: countDays(from, to) }, (_, index) => format(first + index * dayMs));
  }
  const starts: Day[] = [];
  for (let start = startOf(from, interval); start <= to; start = nextStart(start, interval)) {
    starts.push(start);
  }
  return starts;
}

/** Midnight UTC of the day. Format it with `timeZone: 'UTC'` only, or it can show another day. */
export function midnightUtc(day: Day): Date {
  return new Date(parse(day));
}

/** The start of the next interval: the longest interval after a start always ends in the next one. */
function nextStart(start: Day, interval: Interval): Day {
  const longest = { day: 1, week: 7, month: 31, quarter: 92, year: 366 }[interval];
  return startOf(addDays(start, longest), interval);
}

/** Milliseconds from 1970 to midnight UTC of the day. */
function parse(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`);
}

function format(timeMs: number): Day {
  return new Date(timeMs).toISOString().slice(0, 10);
}
