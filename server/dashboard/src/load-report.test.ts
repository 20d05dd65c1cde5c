import type { Aggregate } from '@nines/shared/wire/aggregate';
import { expect, it } from 'vitest';
import type { AggregateRequest, Api } from './api.ts';
import { loadReport } from './load-report.ts';

const { signal } = new AbortController();

/** A shop that had so many responses in a period from 2026 on, and so many ever. */
function shopWith(recently: number, ever: number) {
  const requests: AggregateRequest[] = [];
  const getAggregate = async (_: string, request: AggregateRequest) => {
    requests.push(request);
    const responses = request.from < '2026' ? ever : recently;
    const trend = [{ start: request.from }];
    return { total: { responses, views: 2 * responses }, trend } as unknown as Aggregate;
  };
  return { api: { getAggregate } as unknown as Api, requests };
}

const view = { survey: '1', period: '30d', today: '2026-11-23' } as const;

it('asks once when there are responses enough for the finest trend', async () => {
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

it('asks for a coarser trend when there are few', async () => {
  const { api, requests } = shopWith(60, 60);
  const report = await loadReport(api, view, signal);
  expect(report.interval).toBe('week');
  expect(requests[1]).toEqual({ from: '2026-10-25', to: '2026-11-23', interval: 'week' });
});

it('tells a quiet period from a shop that never had an answer', async () => {
  const quiet = await loadReport(shopWith(0, 12).api, view, signal);
  expect(quiet.ever).toMatchObject({ responses: 12 });
  const fresh = await loadReport(shopWith(0, 0).api, view, signal);
  expect(fresh.ever).toMatchObject({ responses: 0 });
});
