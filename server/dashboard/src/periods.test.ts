import { describe, expect, it } from 'vitest';
import { countDays } from './dates.ts';
import { isPeriod, periods, rangeOf, trendInterval } from './periods.ts';

describe('rangeOf', () => {
  it.each([
    ['7d', 7],
    ['30d', 30],
    ['90d', 90],
    ['365d', 365],
  ] as const)('%s ends today and has %i days', (period, days) => {
    const { from, to } = rangeOf(period, '2026-11-23');
    expect(to).toBe('2026-11-23');
    expect(countDays(from, to)).toBe(days);
  });
});

describe('trendInterval', () => {
  it('shows days where each day has enough responses, and weeks where it has not', () => {
    expect(trendInterval('30d', 30 * 25)).toBe('day');
    expect(trendInterval('30d', 30 * 25 - 1)).toBe('week');
  });

  it('goes no coarser than the period bears, however few responses there are', () => {
    expect(trendInterval('7d', 0)).toBe('day');
    expect(trendInterval('30d', 1)).toBe('week');
    expect(trendInterval('90d', 1)).toBe('month');
    expect(trendInterval('365d', 1)).toBe('quarter');
  });

  it('shows a busy year by month', () => {
    expect(trendInterval('365d', 1_000_000)).toBe('month');
  });
});

describe('isPeriod', () => {
  it('knows the periods and nothing else', () => {
    expect(periods.every(isPeriod)).toBe(true);
    expect([null, '', '31d', 'toString'].some(isPeriod)).toBe(false);
  });
});
