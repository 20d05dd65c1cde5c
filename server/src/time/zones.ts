/** The local day, `YYYY-MM-DD`, of an instant in milliseconds since 1970. */
export function dayAt(timezone: string): (instant: number) => string {
  const formatter = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short' });
  const quarter = 15 * 60_000;
  const cache = new Map<number, string>();
  return (instant) => {
    const start = Math.floor(instant / quarter);
    let day = cache.get(start);
    if (day === undefined) {
      if (cache.size >= 10_000) cache.clear();
      day = formatter.format(start * quarter);
      cache.set(start, day);
    }
    return day;
  };
}

/** The first instant of a day `YYYY-MM-DD` in a time zone. */
export function startOfDay(timezone: string, day: string): Date {
  const at = dayAt(timezone);
  let time = Date.parse(`${day}T00:00:00Z`) - 16 * 3_600_000;
  while (at(time) < day) time += 900_000;
  return new Date(time);
}

/** The day it is now in a time zone. */
export function today(timezone: string, now = Date.now()): string {
  return dayAt(timezone)(now);
}
