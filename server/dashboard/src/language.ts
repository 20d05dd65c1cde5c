import { midnightUtc, type Day } from '@nines/shared/calendar';
import type { Interval } from '@nines/shared/wire/aggregate';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { en } from './messages-en.ts';
import { nl } from './messages-nl.ts';

/** All texts of the dashboard, one set per language. Numbers and dates are passed in formatted. */
export type Messages = typeof en;
/** The number and date formats of a language. */
export type Formats = ReturnType<typeof createFormats>;
/** The language that the dashboard is shown in. */
export type Language = { messages: Messages; formats: Formats };

const messagesByLanguage: Record<string, Messages> = { en, nl };

/**
 * The language for the first of the `preferred` language tags that the dashboard is translated into,
 * else English. `locale` is the tag that was used.
 */
export function chooseLanguage(preferred: readonly string[]): Language & { locale: string } {
  for (const locale of preferred) {
    const messages = messagesByLanguage[locale.split('-')[0]?.toLowerCase() ?? ''];
    if (messages) return { messages, locale, formats: createFormats(locale) };
  }
  return { messages: en, locale: 'en-GB', formats: createFormats('en-GB') };
}

/** Passes the language to all components inside its provider. */
export const LanguageContext = createContext<Language | undefined>(undefined);

/** The language of the surrounding `LanguageContext`. Throws an Error without one. */
export function useLanguage(): Language {
  const language = useContext(LanguageContext);
  if (!language) throw new Error('There is no LanguageContext.Provider');
  return language;
}

/** The formats for a language tag such as `nl-BE`. Throws a RangeError on an invalid tag. */
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
    /** A whole number, shortened for narrow places: `940`, `1.2K`. */
    short: (value: number) => withMinus(compact.format(value)),
    /** A number with exactly `digits` decimals. */
    decimal: (value: number, digits: number) => withMinus(fixed(digits).format(value)),
    /** A share (0…1) in whole per cent. A small share that would round to `0%` is `< 1%`. */
    share: (value: number) =>
      value > 0 && value < 0.005 ? `< ${share.format(0.01)}` : share.format(value),
    /** `2 – 31 October 2026` */
    days: (from: Day, to: Day) =>
      dates(locale, { day: 'numeric', month: 'long', year: 'numeric' }).formatRange(
        midnightUtc(from),
        midnightUtc(to),
      ),
    /** The full name of a trend point: `Tuesday 6 October`, `October 2026`, `Q4 2026`. */
    point: (start: Day, interval: Interval) => pointName(locale, start, interval),
    /** The short name of a trend point for an axis: `6 Oct`, `Oct`, or `Oct 2026` if `withYear`. */
    tick: (start: Day, interval: Interval, withYear: boolean) =>
      tickName(locale, start, interval, withYear),
    /** The name of a language, or `undefined` if the tag is unknown or invalid. */
    languageName: (tag: string) => languageName(languageNames, tag),
  };
}

/** A format for days. `midnightUtc` needs UTC, or another day could be shown. */
function dates(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
}

function pointName(locale: string, start: Day, interval: Interval): string {
  const date = midnightUtc(start);
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
  const date = midnightUtc(start);
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

/** Uses the minus sign instead of the hyphen: it is as wide as a digit, and screen readers read it. */
function withMinus(text: string): string {
  return text.replace('-', '\u2212');
}
