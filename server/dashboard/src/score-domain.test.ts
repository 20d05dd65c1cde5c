import fc from 'fast-check';
import { expect, it } from 'vitest';
import { scoreDomain } from './score-domain.ts';

it('holds every score, within −100…100, on evenly spaced labels and never narrower than 50', () => {
  const score = fc.integer({ min: -10_000, max: 10_000 }).map((hundredths) => hundredths / 100);
  fc.assert(
    fc.property(fc.array(score, { minLength: 1, maxLength: 60 }), (scores) => {
      const { low, high, ticks } = scoreDomain(scores);
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

it('widens a lone point, also at the end of the scale', () => {
  expect(scoreDomain([100])).toEqual({ low: 50, high: 100, ticks: [50, 75, 100] });
  expect(scoreDomain([-100])).toEqual({ low: -100, high: -50, ticks: [-100, -75, -50] });
  expect(scoreDomain([30, 40])).toEqual({ low: 25, high: 75, ticks: [25, 50, 75] });
});

it('has an axis to show when there is nothing on it', () => {
  expect(scoreDomain([]).ticks).toEqual([0, 25, 50, 75, 100]);
});
