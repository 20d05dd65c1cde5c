/** A calendar day as `2026-10-31`, without a time or a zone. */
export type Day = string;

const millisecondsPerDay = 86_400_000;

/** Which day it is at `now` in an IANA time zone. Throws a RangeError on an unknown zone. */
export function dayIn(timeZone: string, now: Date): Day {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(now);
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? '';
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
}

/** The day `count` days later (earlier when negative). */
export function addDays(day: Day, count: number): Day {
  return new Date(asUtc(day).getTime() + count * millisecondsPerDay).toISOString().slice(0, 10);
}

/** How many days from `from` to `to`, both included. */
export function countDays(from: Day, to: Day): number {
  return Math.round((asUtc(to).getTime() - asUtc(from).getTime()) / millisecondsPerDay) + 1;
}

/**
 * The day's midnight in UTC: for arithmetic and for formatting with `timeZone: 'UTC'` only, so that no
 * zone's clock change can move it to a neighbouring day.
 */
export function asUtc(day: Day): Date {
  return new Date(`${day}T00:00:00Z`);
}
