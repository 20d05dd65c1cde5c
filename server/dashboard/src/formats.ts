import type { Interval } from '@nines/shared/wire/aggregate';
import { asUtc, type Day } from './dates.ts';

/** Numbers, dates and names as a language writes them. */
export type Formats = ReturnType<typeof createFormats>;

/** The formats of a language tag such as `nl-BE`. */
export function createFormats(locale: string) {
  const whole = new Intl.NumberFormat(locale, {
    maximumFractionDigits: 0,
    signDisplay: 'negative',
  });
  const fixed = (digits: number) =>
    new Intl.NumberFormat(locale, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      signDisplay: 'negative',
    });
  const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const languageNames = new Intl.DisplayNames(locale, { type: 'language', fallback: 'none' });
  return {
    /** A whole number: `1.234`, `−8`, never `−0`. */
    whole: (value: number) => withMinus(whole.format(value)),
    /** A whole number where room is short: `940`, `1.2K`. */
    short: (value: number) => withMinus(compact.format(value)),
    /** A number with so many decimals. */
    decimal: (value: number, digits: number) => withMinus(fixed(digits).format(value)),
    /** A share of 0…1 in whole per cent; a share that is not nothing is never written as nothing. */
    share: (value: number) =>
      value > 0 && value < 0.005 ? `< ${share.format(0.01)}` : share.format(value),
    /** `6 October 2026` */
    day: (day: Day) =>
      dates(locale, { day: 'numeric', month: 'long', year: 'numeric' }).format(asUtc(day)),
    /** `2 – 31 October 2026` */
    days: (from: Day, to: Day) =>
      dates(locale, { day: 'numeric', month: 'long', year: 'numeric' }).formatRange(
        asUtc(from),
        asUtc(to),
      ),
    /** A point of the trend, in full: `Tuesday 6 October`, `October 2026`, `Q4 2026`. */
    point: (start: Day, interval: Interval) => pointName(locale, start, interval),
    /** A point of the trend on an axis: `6 Oct`, `Oct`; the year where `withYear` asks for it. */
    tick: (start: Day, interval: Interval, withYear: boolean) =>
      tickName(locale, start, interval, withYear),
    /** The language's name, or `undefined` for a tag that names none. */
    language: (tag: string) => languageName(languageNames, tag),
  };
}

function dates(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
}

function pointName(locale: string, start: Day, interval: Interval): string {
  const date = asUtc(start);
  switch (interval) {
    case 'day':
      return dates(locale, { weekday: 'long', day: 'numeric', month: 'long' }).format(date);
    case 'week':
      return dates(locale, { day: 'numeric', month: 'long', year: 'numeric' }).format(date);
    case 'month':
      return dates(locale, { month: 'long', year: 'numeric' }).format(date);
    case 'quarter':
      return `Q${quarterOf(date)} ${date.getUTCFullYear()}`;
    case 'year':
      return String(date.getUTCFullYear());
  }
}

function tickName(locale: string, start: Day, interval: Interval, withYear: boolean): string {
  const date = asUtc(start);
  if (interval === 'year') return String(date.getUTCFullYear());
  const year = withYear ? ` ${date.getUTCFullYear()}` : '';
  if (interval === 'quarter') return `Q${quarterOf(date)}${year}`;
  if (interval === 'month') return dates(locale, { month: 'short' }).format(date) + year;
  return dates(locale, { day: 'numeric', month: 'short' }).format(date);
}

function quarterOf(date: Date): number {
  return Math.floor(date.getUTCMonth() / 3) + 1;
}

function languageName(names: Intl.DisplayNames, tag: string): string | undefined {
  try {
    return names.of(tag);
  } catch {
    return undefined;
  }
}

/** A true minus is as wide as a digit, and screen readers say it. */
function withMinus(text: string): string {
  return text.replace('-', '\u2212');
}
