import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayAt, instantAt, startOfDay, today } from './zones.ts';

const zones = [
  'UTC',
  'Europe/Amsterdam',
  'Europe/London',
  'America/New_York',
  // Until 2011 its clocks changed at one minute past midnight.
  'America/St_Johns',
  'America/Havana',
  'America/Sao_Paulo',
  'Asia/Beirut',
  'Asia/Kathmandu',
  'Australia/Eucla',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
  'Pacific/Apia',
  'Africa/Casablanca',
];
const from1999To2060 = {
  min: Date.parse('1999-01-01T00:00Z'),
  max: Date.parse('2060-01-01T00:00Z'),
};
const anyInstant = fc.integer(from1999To2060);

const iso = (instant: number) => new Date(instant).toISOString();
const utc = (text: string) => Date.parse(`${text}Z`);

/** What the clocks of a zone show, by the JavaScript engine: the date and time taken as UTC. */
function clockReader(timeZone: string): (instant: number) => number {
  // The Swedish way to write a date is the ISO one.
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  return (instant) =>
    utc(format.format(instant).replace(' ', 'T')) + (((instant % 1e3) + 1e3) % 1e3);
}

describe('dayAt', () => {
  it.each([
    ['Europe/Amsterdam', '2026-03-28T22:59:59.999', '2026-03-28'],
    ['Europe/Amsterdam', '2026-03-28T23:00:00', '2026-03-29'],
    ['Europe/Amsterdam', '2026-03-29T21:59:59.999', '2026-03-29'],
    ['Europe/Amsterdam', '2026-03-29T22:00:00', '2026-03-30'],
    ['Europe/Amsterdam', '2026-10-25T22:59:59.999', '2026-10-25'],
    ['Europe/Amsterdam', '2026-10-25T23:00:00', '2026-10-26'],
    ['Asia/Kathmandu', '2026-06-01T18:14:59.999', '2026-06-01'],
    ['Asia/Kathmandu', '2026-06-01T18:15:00', '2026-06-02'],
    ['Pacific/Chatham', '2026-06-01T11:14:59.999', '2026-06-01'],
    ['Pacific/Chatham', '2026-06-01T11:15:00', '2026-06-02'],
    ['Pacific/Apia', '2011-12-30T09:59:59.999', '2011-12-29'],
    ['Pacific/Apia', '2011-12-30T10:00:00', '2011-12-31'],
    ['America/St_Johns', '2010-11-07T02:30:30', '2010-11-07'],
    ['America/St_Johns', '2010-11-07T02:31:00', '2010-11-06'],
    ['America/St_Johns', '2010-11-07T03:30:00', '2010-11-07'],
  ])('in %s it is at %s UTC the %s', (timezone, time, day) => {
    expect(dayAt(timezone)(utc(time))).toBe(day);
  });

  it.each(zones)('in %s is the day that Intl gives', (timezone) => {
    const day = dayAt(timezone);
    const read = clockReader(timezone);
    fc.assert(
      fc.property(anyInstant, (instant) => {
        expect(day(instant)).toBe(iso(read(instant)).slice(0, 10));
      }),
    );
  });

  it('takes well below 1 µs when the day is cached', () => {
    const day = dayAt('Europe/Amsterdam');
    const start = utc('2026-10-20T00:00');
    const instants = Array.from({ length: 1_000 }, (_, index) => start + index * 864_000);
    const runs = Array.from({ length: 100 }, () => {
      const begin = performance.now();
      for (const instant of instants) day(instant);
      return performance.now() - begin;
    });
    // The fastest of many short runs does not depend on what else the machine does.
    expect(Math.min(...runs) / instants.length).toBeLessThan(0.001);
  });

  it('refuses a name that is not a time zone', () => {
    expect(() => dayAt('Mars/Olympus')).toThrow(RangeError);
  });
});

describe('instantAt', () => {
  it.each([
    ['Europe/Amsterdam', '2026-06-01T12:00:00', '2026-06-01T10:00:00.000Z', 'an ordinary time'],
    ['Asia/Kathmandu', '2026-06-01T12:00:00', '2026-06-01T06:15:00.000Z', 'an offset of 5:45'],
    ['Europe/Amsterdam', '2026-03-29T02:30:00', '2026-03-29T01:30:00.000Z', 'a skipped time'],
    ['Europe/Amsterdam', '2026-10-25T02:30:00', '2026-10-25T00:30:00.000Z', 'a repeated time'],
    ['Australia/Lord_Howe', '2026-04-05T01:45:00', '2026-04-04T14:45:00.000Z', 'half an hour'],
    ['Pacific/Apia', '2011-12-30T12:00:00', '2011-12-30T22:00:00.000Z', 'a skipped day'],
    ['Europe/Amsterdam', '2026-06-01T12:00:00.123', '2026-06-01T10:00:00.123Z', 'milliseconds'],
  ])('in %s finds %s at %s: %s', (timezone, local, instant) => {
    expect(iso(instantAt(timezone, utc(local)))).toBe(instant);
  });

  it.each(zones)('in %s finds the first instant at which Intl shows that time', (timezone) => {
    const read = clockReader(timezone);
    fc.assert(
      fc.property(anyInstant, (instant) => {
        const local = read(instant);
        const found = instantAt(timezone, local);
        expect(read(found)).toBe(local);
        expect(found).toBeLessThanOrEqual(instant);
      }),
    );
  });
});

describe('startOfDay', () => {
  it.each([
    ['Europe/Amsterdam', '2026-03-29', '2026-03-28T23:00:00.000Z', 'clocks are put forward'],
    ['Europe/Amsterdam', '2026-03-30', '2026-03-29T22:00:00.000Z', 'the day after'],
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00.000Z', 'midnight is skipped'],
    ['America/Havana', '2026-11-01', '2026-11-01T04:00:00.000Z', 'midnight is repeated'],
    ['Australia/Eucla', '2026-06-01', '2026-05-31T15:15:00.000Z', 'an offset of 8:45'],
    ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00.000Z', 'the day is skipped'],
  ])('in %s the %s begins at %s: %s', (timezone, day, instant) => {
    expect(iso(startOfDay(timezone, day))).toBe(instant);
  });

  // Clocks that go back over midnight, as in St. John's, show the end of the day before once more.
  it.each(zones.filter((zone) => zone !== 'America/St_Johns'))(
    'in %s is the first instant of the day',
    (timezone) => {
      const day = dayAt(timezone);
      fc.assert(
        fc.property(anyInstant, (instant) => {
          const start = startOfDay(timezone, day(instant));
          expect(start).toBeLessThanOrEqual(instant);
          expect(day(start)).toBe(day(instant));
          expect(day(start - 1) < day(start)).toBe(true);
        }),
      );
    },
  );
});

it('today is the local day of now', () => {
  const now = new Date('2026-12-31T23:30:00Z');
  expect(today('Europe/Amsterdam', now)).toBe('2027-01-01');
  expect(today('America/New_York', now)).toBe('2026-12-31');
});
