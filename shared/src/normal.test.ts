import fc from 'fast-check';
import { expect, it } from 'vitest';
import { normalProbability, normalQuantile } from './normal.ts';

// From published tables with more digits.
it.each([
  [0, 0.5],
  [1, 0.8413447460685429],
  [1.959963984540054, 0.975],
  [-3, 0.0013498980316300946],
  [-8, 6.22096057427178e-16],
])('the probability below %f is %f', (z, probability) => {
  expect(Math.abs(normalProbability(z) - probability)).toBeLessThan(1e-15);
});

it('rises with z, and is symmetric', () => {
  const z = fc.double({ min: -30, max: 30, noNaN: true });
  fc.assert(
    fc.property(z, z, (one, other) => {
      expect(normalProbability(Math.min(one, other))).toBeLessThanOrEqual(
        normalProbability(Math.max(one, other)),
      );
      expect(normalProbability(one) + normalProbability(-one)).toBeCloseTo(1, 14);
    }),
  );
});

it('is the inverse of the quantile', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), (probability) => {
      expect(normalProbability(normalQuantile(probability))).toBeCloseTo(probability, 12);
    }),
  );
});
