import { expect, it } from 'vitest';
import { layOutTrend, trendHeight } from './trend-layout.ts';

const points = [40, null, 60].map((score, index) => ({
  start: `2026-10-0${index + 1}`,
  name: '',
  score,
  interval: score === null ? null : ([score - 20, score + 20] as const),
  responses: score === null ? 0 : 10 * (index + 1),
}));

it('gives each point an equal column within the chart', () => {
  const { x, left, right, column } = layOutTrend(points, 348);
  expect(column).toBe((right - left) / 3);
  expect([x(0) - left, right - x(2)]).toEqual([column / 2, column / 2]);
  expect(right).toBeLessThanOrEqual(348);
});

it('holds every interval and every column of responses', () => {
  const { y, volume, volumeFoot } = layOutTrend(points, 348);
  expect(y(80)).toBeGreaterThan(0);
  expect(y(20)).toBeLessThan(volumeFoot - volume(30));
  expect(volumeFoot).toBeLessThan(trendHeight);
});

it('survives a chart without points or width', () => {
  const { column, y } = layOutTrend([], 0);
  expect(column).toBeGreaterThan(0);
  expect(Number.isFinite(y(50))).toBe(true);
});
