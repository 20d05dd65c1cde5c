import type { Interval } from '@nines/shared/wire/aggregate';

export { today } from '../time/zones.ts';

// A day is written "2026-10-31" and is a day of the shop's time zone. Reckoning with days needs no
// zone: in UTC each has 24 hours, so a clock that is put forward or back cannot lose one.

const dayMilliseconds = 86_400_000;

/** The day `days` later, or earlier when negative. */
export function addDays(day: string, days: number): string {
  return write(read(day) + days * dayMilliseconds);
}

/** How many days from one day to another, both included. */
export function countDays(from: string, to: string): number {
  return (read(to) - read(from)) / dayMilliseconds + 1;
}

/** The first day of the interval that a day falls in; weeks begin on Monday (ISO 8601). */
export function startOf(day: string, interval: Interval): string {
  const [year, month] = [day.slice(0, 4), Number(day.slice(5, 7))];
  switch (interval) {
    case 'day':
      return day;
    case 'week':
      return addDays(day, -((new Date(read(day)).getUTCDay() + 6) % 7));
    case 'month':
      return `${day.slice(0, 7)}-01`;
    case 'quarter':
      return `${year}-${String(month - ((month - 1) % 3)).padStart(2, '0')}-01`;
    case 'year':
      return `${year}-01-01`;
  }
}

/** The first days of all intervals that the period touches, in order. */
export function startsBetween(from: string, to: string, interval: Interval): string[] {
  if (interval === 'day') {
    const first = read(from);
    return Array.from({ length: countDays(from, to) }, (_, number) =>
      write(first + number * dayMilliseconds),
    );
  }
  const starts: string[] = [];
  for (let start = startOf(from, interval); start <= to; start = next(start, interval)) {
    starts.push(start);
  }
  return starts;
}

function next(start: string, interval: Interval): string {
  const longest = { day: 1, week: 7, month: 31, quarter: 92, year: 366 }[interval];
  return startOf(addDays(start, longest), interval);
}

function read(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

function write(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
