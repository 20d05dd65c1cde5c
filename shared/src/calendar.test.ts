import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, countDays, midnightUtc, startOf, startsBetween } from './calendar.ts';
import { intervals } from './wire/aggregate.ts';

const anyDay = fc.integer({ min: 0, max: 40_000 }).map((count) => addDays('1990-01-01', count));

describe('addDays', () => {
  it('crosses month ends, leap days and the days on which clocks change', () => {
    expect(addDays('2026-10-31', 1)).toBe('2026-11-01');
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-03-28', 2)).toBe('2026-03-30');
    expect(addDays('2026-10-26', -2)).toBe('2026-10-24');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
  });
});

describe('countDays', () => {
  it('counts both ends', () => {
    expect(countDays('2026-10-01', '2026-10-31')).toBe(31);
    expect(countDays('2026-10-31', '2026-10-31')).toBe(1);
  });

  it('is the inverse of addDays', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -800, max: 800 }), (day, count) => {
        expect(countDays(day, addDays(day, count))).toBe(count + 1);
      }),
    );
  });
});

describe('startOf', () => {
  it.each([
    ['day', '2026-11-25'],
    ['week', '2026-11-23'],
    ['month', '2026-11-01'],
    ['quarter', '2026-10-01'],
    ['year', '2026-01-01'],
  ] as const)('the start of the %s is %s', (interval, start) => {
    expect(startOf('2026-11-25', interval)).toBe(start);
  });

  it('begins weeks on Monday, also across a new year', () => {
    expect(startOf('2027-01-03', 'week')).toBe('2026-12-28');
    expect(startOf('2027-01-04', 'week')).toBe('2027-01-04');
  });
});

describe('startsBetween', () => {
  it('lists the start of every interval that the period touches', () => {
    expect(startsBetween('2028-02-28', '2028-03-01', 'day')).toEqual([
      '2028-02-28',
      '2028-02-29',
      '2028-03-01',
    ]);
    expect(startsBetween('2026-01-31', '2026-03-01', 'month')).toEqual([
      '2026-01-01',
      '2026-02-01',
      '2026-03-01',
    ]);
    expect(startsBetween('2026-11-25', '2026-11-25', 'quarter')).toEqual(['2026-10-01']);
  });

  it('gives the starts of all days in the period, in order and each once', () => {
    fc.assert(
      fc.property(
        anyDay,
        fc.integer({ min: 0, max: 800 }),
        fc.constantFrom(...intervals),
        (from, count, interval) => {
          const days = Array.from({ length: count + 1 }, (_, index) => addDays(from, index));
          const starts = startsBetween(from, addDays(from, count), interval);
          expect(starts).toEqual([...new Set(days.map((day) => startOf(day, interval)))]);
        },
      ),
      { numRuns: 50 },
    );
  });
});

it('formats midnight UTC as the same day', () => {
  expect(midnightUtc('2026-10-31').toISOString()).toBe('2026-10-31T00:00:00.000Z');
});
