import fc from 'fast-check';
import { expect, it } from 'vitest';
import { minimumDetectableChange } from './detectable.ts';
import { differenceOf } from './interval.ts';

const counts = fc.record({
  promoter: fc.nat(5_000),
  passive: fc.nat(5_000),
  detractor: fc.nat(5_000),
});

it('equals the formula computed by hand', () => {
  // 51 responses and the three added ones: p = 32.75/54, d = 6.75/54, so σ² = p + d − (p − d)² = 0.4996.
  const [p, d, n] = [32.75 / 54, 6.75 / 54, 54];
  const byHand = 100 * (1.959964 + 0.841621) * Math.sqrt((2 * (p + d - (p - d) ** 2)) / n);
  const found = minimumDetectableChange({ detractor: 6, passive: 13, promoter: 32 }, 0.95);
  expect(found).toBeCloseTo(byHand, 3);
  expect(found).toBeCloseTo(38.1, 0);
});

it('is null without responses, and at most 200', () => {
  expect(minimumDetectableChange({ detractor: 0, passive: 0, promoter: 0 }, 0.95)).toBeNull();
  expect(minimumDetectableChange({ detractor: 1, passive: 0, promoter: 0 }, 0.999)).toBe(200);
});

it('gets smaller with more of the same responses, and larger with more confidence', () => {
  fc.assert(
    fc.property(counts, ({ promoter, passive, detractor }) => {
      fc.pre(promoter + passive + detractor > 10);
      const doubled = {
        promoter: 2 * promoter,
        passive: 2 * passive,
        detractor: 2 * detractor,
      };
      const one = { promoter, passive, detractor };
      const found = minimumDetectableChange(one, 0.95)!;
      expect(minimumDetectableChange(one, 0.99)!).toBeGreaterThanOrEqual(found);
      // The three added responses count less among more, so it may fall faster when all responses agree.
      expect(minimumDetectableChange(doubled, 0.95)!).toBeLessThanOrEqual(found);
    }),
  );
});

it('agrees with the test of a difference: a larger change is significant', () => {
  // With two periods of 400 answers each, a change a little larger than this one must be significant.
  const earlier = { promoter: 200, passive: 120, detractor: 80 };
  const change = minimumDetectableChange(earlier, 0.95)!;
  const moved = Math.ceil((change / 100) * 400);
  const later = { promoter: 200 + moved, passive: 120 - moved, detractor: 80 };
  expect(differenceOf(later, earlier, 0.95)!.significant).toBe(true);
});
