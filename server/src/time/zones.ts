import { Temporal } from 'temporal-polyfill';

// A day is written "2026-10-31" and is a day of a time zone. An instant is in milliseconds since 1970.
// Temporal knows the rules of the zones; it takes some 20 µs for each question, so answers are cached.

const dayMs = 86_400_000;
/** Cached days per zone: enough for every day since 1999. */
const maxCachedDays = 20_000;

/** The offsets from UTC during one UTC day, in milliseconds. A day has one change of offset at most. */
type DayOffsets = { before: number; after: number; changesAt: number };

const offsetsByZone = new Map<string, (instant: number) => number>();
const dayTexts = new Map<number, string>();

/** The name of a time zone in its usual letters: `Europe/Amsterdam` for `europe/amsterdam`. */
export function spellTimeZone(timezone: string): string {
  const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: timezone }).resolvedOptions();
  // The engine may know the zone by an older name, which is not what was meant.
  return timeZone.toLowerCase() === timezone.toLowerCase() ? timeZone : timezone;
}

/** The current day in a time zone. Throws a `RangeError` for a name that is not a time zone. */
export function today(timezone: string, now = new Date()): string {
  return dayAt(timezone)(now.getTime());
}

/**
 * A function that gives the local day of an instant. It takes well below 1 µs for a day that it has
 * seen. Throws a `RangeError` for a name that is not a time zone.
 */
export function dayAt(timezone: string): (instant: number) => string {
  const offsetAt = offsetOf(timezone);
  return (instant) => dayText(Math.floor((instant + offsetAt(instant)) / dayMs));
}

/**
 * The instant at which the clocks of a time zone showed `local`, which is that date and time taken as
 * UTC, in milliseconds since 1970. For a time that the clocks skipped, it is the instant just as far
 * after the skip. For a time that they showed twice, it is the first one.
 */
export function instantAt(timezone: string, local: number): number {
  const offsetAt = offsetOf(timezone);
  const offset = offsetAt(local - dayMs);
  // The instant is less than a day away from `local`. Without a change of offset there is one answer.
  if (offset === offsetAt(local + dayMs)) return local - offset;
  return Temporal.Instant.fromEpochMilliseconds(local)
    .toZonedDateTimeISO('UTC')
    .toPlainDateTime()
    .toZonedDateTime(timezone, { disambiguation: 'compatible' }).epochMilliseconds;
}

/** The first instant of a local day. For a day that the zone skipped, it is the end of the skip. */
export function startOfDay(timezone: string, day: string): number {
  return Temporal.PlainDate.from(day).toZonedDateTime(timezone).epochMilliseconds;
}

/** A function that gives the offset of a time zone from UTC at an instant, in milliseconds. */
function offsetOf(timezone: string): (instant: number) => number {
  let offsetAt = offsetsByZone.get(timezone);
  if (offsetAt === undefined) {
    offsetAt = createOffsetCache(timezone);
    offsetsByZone.set(timezone, offsetAt);
  }
  return offsetAt;
}

function createOffsetCache(timezone: string): (instant: number) => number {
  const days = new Map<number, DayOffsets>();
  // Throws for an unknown zone now, not at the first instant.
  readOffsets(timezone, 0);
  return (instant) => {
    const day = Math.floor(instant / dayMs);
    let offsets = days.get(day);
    if (offsets === undefined) {
      offsets = readOffsets(timezone, day);
      if (days.size >= maxCachedDays) days.clear();
      days.set(day, offsets);
    }
    return instant < offsets.changesAt ? offsets.before : offsets.after;
  };
}

function readOffsets(timezone: string, day: number): DayOffsets {
  const start = Temporal.Instant.fromEpochMilliseconds(day * dayMs).toZonedDateTimeISO(timezone);
  const end = start.add({ milliseconds: dayMs - 1 });
  const before = start.offsetNanoseconds / 1e6;
  const after = end.offsetNanoseconds / 1e6;
  const change = before === after ? null : start.getTimeZoneTransition('next');
  return { before, after, changesAt: change ? change.epochMilliseconds : Infinity };
}

function dayText(day: number): string {
  let text = dayTexts.get(day);
  if (text === undefined) {
    text = new Date(day * dayMs).toISOString().slice(0, 10);
    if (dayTexts.size >= maxCachedDays) dayTexts.clear();
    dayTexts.set(day, text);
  }
  return text;
}
