export { addDays, countDays, startOf, startsBetween } from '@nines/shared/calendar';

/** The current day in an IANA time zone, as `2026-10-31`. Throws a RangeError on an unknown zone. */
export function today(timezone: string, now = new Date()): string {
  // Swedish dates are written in the ISO format.
  return new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short' }).format(now);
}
