import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  areaPath,
  chooseLabelStep,
  layOutTrend,
  linearScale,
  linePath,
  scoreAxis,
  splitAtGaps,
  trendHeight,
} from './chart.ts';

describe('layOutTrend', () => {
  const points = [40, null, 60].map((score, index) => ({
    interval: score === null ? null : ([score - 20, score + 20] as const),
    responses: score === null ? 0 : 10 * (index + 1),
  }));

  it('gives all points columns of the same width inside the chart', () => {
    const { x, left, right, column } = layOutTrend(points, 348);
    expect(column).toBe((right - left) / 3);
    expect([x(0) - left, right - x(2)]).toEqual([column / 2, column / 2]);
    expect(right).toBeLessThanOrEqual(348);
  });

  it('keeps every interval and every bar inside the chart and apart', () => {
    const { y, volume, volumeBottom } = layOutTrend(points, 348);
    expect(y(80)).toBeGreaterThan(0);
    expect(y(20)).toBeLessThan(volumeBottom - volume(30));
    expect(volumeBottom).toBeLessThan(trendHeight);
  });

  it('gives finite positions without points or width', () => {
    const { column, y } = layOutTrend([], 0);
    expect(column).toBeGreaterThan(0);
    expect(Number.isFinite(y(50))).toBe(true);
  });
});

describe('linearScale', () => {
  it('maps the ends and the middle', () => {
    expect([-100, -50, 0, 100].map(linearScale([-100, 100], [0, 100]))).toEqual([0, 25, 50, 100]);
  });

  it('maps to a descending range', () => {
    expect([0, 25, 50].map(linearScale([0, 50], [268, 12]))).toEqual([268, 140, 12]);
  });

  it('maps an empty domain to the middle', () => {
    expect(linearScale([5, 5], [0, 10])(5)).toBe(5);
  });
});

describe('scoreAxis', () => {
  it('contains every score, stays within −100…100 and is at least 50 long', () => {
    const score = fc.integer({ min: -10_000, max: 10_000 }).map((hundredths) => hundredths / 100);
    fc.assert(
      fc.property(fc.array(score, { minLength: 1, maxLength: 60 }), (scores) => {
        const { low, high, ticks } = scoreAxis(scores);
        expect(low).toBeGreaterThanOrEqual(-100);
        expect(high).toBeLessThanOrEqual(100);
        expect(low).toBeLessThanOrEqual(Math.min(...scores));
        expect(high).toBeGreaterThanOrEqual(Math.max(...scores));
        expect(high - low).toBeGreaterThanOrEqual(50);
        expect(ticks[0]).toBe(low);
        expect(ticks.at(-1)).toBe(high);
        expect(ticks.length).toBeLessThanOrEqual(9);
      }),
    );
  });

  it('is widened for a single score, also at −100 and 100', () => {
    expect(scoreAxis([100])).toEqual({ low: 50, high: 100, ticks: [50, 75, 100] });
    expect(scoreAxis([-100])).toEqual({ low: -100, high: -50, ticks: [-100, -75, -50] });
    expect(scoreAxis([30, 40])).toEqual({ low: 25, high: 75, ticks: [25, 50, 75] });
  });

  it('is 0…100 without scores', () => {
    expect(scoreAxis([]).ticks).toEqual([0, 25, 50, 75, 100]);
  });
});

describe('chooseLabelStep', () => {
  it('labels every point if the labels fit, else fewer', () => {
    expect(chooseLabelStep(7, 700, 64)).toBe(1);
    expect(chooseLabelStep(30, 700, 64)).toBe(3);
    expect(chooseLabelStep(30, 260, 64)).toBe(12);
    expect(chooseLabelStep(13, 260, 64)).toBe(4);
  });

  it('returns a number also if nothing fits or there is nothing to label', () => {
    expect(chooseLabelStep(5, 10, 64)).toBe(6);
    expect(chooseLabelStep(1_000, 64, 64)).toBe(1_000);
    expect(chooseLabelStep(0, 700, 64)).toBe(1);
  });
});

describe('splitAtGaps', () => {
  it('ends a run at each undefined item', () => {
    expect(splitAtGaps([undefined, 1, 2, undefined, undefined, 3])).toEqual([[1, 2], [3]]);
    expect(splitAtGaps([undefined])).toEqual([]);
  });

  it('keeps a 0', () => {
    expect(splitAtGaps([0, 0])).toEqual([[0, 0]]);
  });
});

describe('SVG paths', () => {
  it('draws a line through the points, rounded to tenths of a pixel', () => {
    const points = [
      { x: 0, y: 10.04 },
      { x: 20, y: 5 },
    ];
    expect(linePath(points)).toBe('M0 10L20 5');
    expect(linePath([])).toBe('');
  });

  it('draws an area along the tops and back along the bottoms', () => {
    const spans = [
      { x: 0, top: 1, bottom: 9 },
      { x: 10, top: 2, bottom: 8 },
    ];
    expect(areaPath(spans)).toBe('M0 1L10 2L10 8L0 9Z');
    expect(areaPath([])).toBe('');
  });
});
