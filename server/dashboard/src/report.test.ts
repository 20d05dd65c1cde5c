import type { Aggregate } from '@nines/shared/wire/aggregate';
import { describe, expect, it } from 'vitest';
import type { AggregateRequest, Api } from './api.ts';
import { chooseInterval, dayAt, loadReport } from './report.ts';

describe('loadReport', () => {
  const { signal } = new AbortController();
  const view = { survey: '1', period: '30d', today: '2026-11-23' } as const;

  /** An API whose shop has `inPeriod` responses in periods that begin in 2026 or later, else `allTime`. */
  function shopWith(inPeriod: number, allTime: number) {
    const requests: AggregateRequest[] = [];
    const getAggregate = async (_: string, request: AggregateRequest) => {
      requests.push(request);
      const responses = request.from < '2026' ? allTime : inPeriod;
      const trend = [{ start: request.from }];
      return { total: { responses, views: 2 * responses }, trend } as unknown as Aggregate;
    };
    return { api: { getAggregate } as unknown as Api, requests };
  }

  it('sends one request when there are enough responses for the finest trend', async () => {
    const { api, requests } = shopWith(3_000, 9_000);
    expect(await loadReport(api, view, signal)).toMatchObject({ interval: 'day' });
    expect(requests).toEqual([
      {
        from: '2026-10-25',
        to: '2026-11-23',
        interval: 'day',
        by: ['moment', 'locale', 'device', 'channel'],
        compare: 'previous',
      },
    ]);
  });

  it('requests a coarser trend when there are few responses', async () => {
    const { api, requests } = shopWith(60, 60);
    const report = await loadReport(api, view, signal);
    expect(report.interval).toBe('week');
    expect(requests[1]).toEqual({ from: '2026-10-25', to: '2026-11-23', interval: 'week' });
  });

  it('distinguishes an empty period from a shop without any response', async () => {
    const emptyPeriod = await loadReport(shopWith(0, 12).api, view, signal);
    expect(emptyPeriod.counts).toMatchObject({ responses: 12 });
    const newShop = await loadReport(shopWith(0, 0).api, view, signal);
    expect(newShop.counts).toMatchObject({ responses: 0 });
  });

  it.each([
    ['7d', '2026-11-17'],
    ['30d', '2026-10-25'],
    ['90d', '2026-08-26'],
    ['365d', '2025-11-24'],
  ] as const)('%s begins on %s and ends today', async (period, from) => {
    const { api, requests } = shopWith(9_999, 9_999);
    await loadReport(api, { ...view, period }, signal);
    expect(requests[0]).toMatchObject({ from, to: '2026-11-23' });
  });
});

describe('chooseInterval', () => {
  it('gives days when a day has enough responses, else weeks', () => {
    expect(chooseInterval('30d', 30 * 25)).toBe('day');
    expect(chooseInterval('30d', 30 * 25 - 1)).toBe('week');
  });

  it('gives the coarsest interval of the period when there are few responses', () => {
    expect(chooseInterval('7d', 0)).toBe('day');
    expect(chooseInterval('30d', 1)).toBe('week');
    expect(chooseInterval('90d', 1)).toBe('month');
    expect(chooseInterval('365d', 1)).toBe('quarter');
  });

  it('gives months for a year with many responses', () => {
    expect(chooseInterval('365d', 1_000_000)).toBe('month');
  });
});

describe('dayAt', () => {
  it('is the day in the given time zone', () => {
    const justBeforeMidnightUtc = new Date('2026-10-31T23:30:00Z');
    expect(dayAt(justBeforeMidnightUtc, 'UTC')).toBe('2026-10-31');
    expect(dayAt(justBeforeMidnightUtc, 'Europe/Amsterdam')).toBe('2026-11-01');
    expect(dayAt(justBeforeMidnightUtc, 'America/New_York')).toBe('2026-10-31');
    expect(dayAt(new Date('2026-10-31T18:30:00Z'), 'Asia/Kolkata')).toBe('2026-11-01');
  });
});
