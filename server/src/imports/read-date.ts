import { instantAt } from '../time/zones.ts';

const iso =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?\s*(UTC|GMT|Z|[+-]\d{2}:?\d{2})?$/i;
const dayFirst = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;

/**
 * A date as exports write them, as an ISO date-time in UTC: ISO dates with or without a time or an
 * offset, seconds or milliseconds since 1970, and with `order` also 31/12/2026 or 12/31/2026. Without
 * an offset it is the shop's clock that counts, and without a time it is noon: the day stays the same
 * should the shop once move to another zone. `undefined` for anything else.
 */
export function readDate(
  text: string,
  timezone: string,
  order: 'dmy' | 'mdy' | undefined,
): string | undefined {
  if (/^\d{10}$/.test(text)) return write(Number(text) * 1_000);
  if (/^\d{13}$/.test(text)) return write(Number(text));
  const match = iso.exec(text);
  if (match) {
    const [, year, month, day, ...time] = match;
    return atTime([year, month, day], time, timezone);
  }
  const [, one, other, year, ...time] = (order && dayFirst.exec(text)) || [];
  if (year === undefined) return undefined;
  return atTime(order === 'dmy' ? [year, other, one] : [year, one, other], time, timezone);
}

type Parts = readonly (string | undefined)[];

function atTime(date: Parts, time: Parts, timezone: string): string | undefined {
  const [year, month, day] = date.map(Number);
  const [hour = '12', minute = '0', second = '0', fraction = '0', offset] = time;
  const local = Date.UTC(year!, month! - 1, day, Number(hour), Number(minute), Number(second));
  // Date.UTC carries over: the 31st of April would be the first of May.
  const read = new Date(local);
  if (read.getUTCDate() !== day || read.getUTCMonth() + 1 !== month) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const milliseconds = Math.floor(Number(`0.${fraction}`) * 1_000);
  const instant =
    offset === undefined ? instantAt(timezone, local) : local - minutesOf(offset) * 60_000;
  return write(instant + milliseconds);
}

function minutesOf(offset: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(offset) ?? [];
  return sign ? (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) : 0;
}

function write(instant: number): string | undefined {
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
