import { describe, expect, it } from 'vitest';
import { addDays, countDays, dayIn } from './dates.ts';

describe('dayIn', () => {
  it('is the day on the shop’s own calendar, not on the reader’s', () => {
    const justBeforeMidnightUtc = new Date('2026-10-31T23:30:00Z');
    expect(dayIn('UTC', justBeforeMidnightUtc)).toBe('2026-10-31');
    expect(dayIn('Europe/Amsterdam', justBeforeMidnightUtc)).toBe('2026-11-01');
    expect(dayIn('America/New_York', justBeforeMidnightUtc)).toBe('2026-10-31');
    expect(dayIn('Asia/Kolkata', new Date('2026-10-31T18:30:00Z'))).toBe('2026-11-01');
  });
});

describe('addDays', () => {
  it('crosses months, leap days and the days on which clocks change', () => {
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
});
