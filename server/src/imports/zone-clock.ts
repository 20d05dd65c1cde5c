/** Finds moments by the clocks of a time zone. */
export type ZoneClock = {
  /** When those clocks showed `local` (the same reading taken as UTC), in milliseconds since 1970. */
  toInstant(local: number): number;
};

/** Offsets change at whole quarters of an hour. */
const quarter = 15 * 60_000;
const mostRemembered = 50_000;

/**
 * The clock of a time zone. Where clocks skip an hour, a reading within it is the moment just as far
 * after the skip; where they repeat one, it is the first.
 */
export function createZoneClock(timezone: string): ZoneClock {
  // The Swedish way to write a date is the ISO one.
  const formatter = new Intl.DateTimeFormat('sv-SE', {
    timeZone: timezone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  const remembered = new Map<number, number>();

  function offsetAt(instant: number): number {
    const start = Math.floor(instant / quarter) * quarter;
    let offset = remembered.get(start);
    if (offset === undefined) {
      offset = Date.parse(`${formatter.format(start).replace(' ', 'T')}Z`) - start;
      if (remembered.size >= mostRemembered) remembered.clear();
      remembered.set(start, offset);
    }
    return offset;
  }

  return {
    toInstant(local) {
      const day = 86_400_000;
      // The offsets of the day around are the only ones that there are; the earlier moment is the first.
      const [before, after] = [offsetAt(local - day), offsetAt(local + day)];
      const early = local - Math.max(before, after);
      const late = local - Math.min(before, after);
      if (early + offsetAt(early) === local) return early;
      return late + offsetAt(late) === local ? late : local - before;
    },
  };
}
