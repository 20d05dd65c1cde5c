import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differenceOf, uncertaintyOf } from './interval.ts';
import { netPromoterScore, type BandCounts } from './tally.ts';

const count = fc.integer({ min: 0, max: 5_000 });
const counts: fc.Arbitrary<BandCounts> = fc
  .record({ promoter: count, passive: count, detractor: count })
  .filter((bands) => bands.promoter + bands.passive + bands.detractor > 0);
/** Few responses as often as thousands, because the adjustment matters most with few. */
const few = fc
  .record({ promoter: fc.nat(4), passive: fc.nat(4), detractor: fc.nat(4) })
  .filter((bands) => bands.promoter + bands.passive + bands.detractor > 0);
const anyCounts = fc.oneof(
  few,
  counts,
  few.map(({ promoter }) => promotersOnly(promoter * 100 + 1)),
);
const confidence = fc.double({ min: 0.5, max: 0.999, noNaN: true });

describe('the interval of one score', () => {
  // Detractors, passives, promoters and the interval, as published with the method.
  it.each([
    [6, 13, 32, 29.29, 67.0],
    [3, 2, 8, -9.26, 71.76],
    [0, 4, 11, 34.94, 87.28],
    [75, 675, 250, 14.09, 20.81],
    [0, 0, 10, 47.5, 100],
  ])(
    'of %i detractors, %i passives and %i promoters is the published one',
    (detractor, passive, promoter, low, high) => {
      const { interval } = uncertaintyOf({ detractor, passive, promoter }, 0.95)!;
      expect(Number(interval[0].toFixed(2))).toBe(low);
      expect(Number(interval[1].toFixed(2))).toBe(high);
    },
  );

  it('contains the score and stays within −100…100', () => {
    fc.assert(
      fc.property(counts, confidence, (bands, level) => {
        const [low, high] = uncertaintyOf(bands, level)!.interval;
        const nps = netPromoterScore(bands)!;
        expect(low).toBeLessThanOrEqual(nps);
        expect(high).toBeGreaterThanOrEqual(nps);
        expect(low).toBeGreaterThanOrEqual(-100);
        expect(high).toBeLessThanOrEqual(100);
      }),
    );
  });

  it('is wider with more confidence, and narrower with more responses', () => {
    fc.assert(
      fc.property(counts, (bands) => {
        const { promoter, passive, detractor } = bands;
        const more = { promoter: promoter * 9, passive: passive * 9, detractor: detractor * 9 };
        const margin = uncertaintyOf(bands, 0.95)!.marginOfError;
        expect(uncertaintyOf(bands, 0.99)!.marginOfError).toBeGreaterThan(margin);
        expect(uncertaintyOf(more, 0.95)!.marginOfError).toBeLessThan(margin * 1.35);
      }),
    );
  });

  it('is null without responses', () => {
    expect(uncertaintyOf({ promoter: 0, passive: 0, detractor: 0 }, 0.95)).toBeNull();
  });
});

describe('the difference of two scores', () => {
  it('changes its sign when the scores are swapped', () => {
    fc.assert(
      fc.property(counts, counts, (one, other) => {
        const [there, back] = [differenceOf(one, other, 0.95)!, differenceOf(other, one, 0.95)!];
        expect(there.nps).toBeCloseTo(-back.nps, 9);
        expect(there.interval[0]).toBeCloseTo(-back.interval[1], 9);
        expect(there.pValue).toBeCloseTo(back.pValue, 12);
        expect(there.significant).toBe(back.significant);
      }),
    );
  });

  it('is significant exactly when the p-value is below 1 − confidence', () => {
    fc.assert(
      fc.property(counts, counts, confidence, (one, other, level) => {
        const { pValue, significant } = differenceOf(one, other, level)!;
        expect(pValue).toBeGreaterThanOrEqual(0);
        expect(pValue).toBeLessThanOrEqual(1);
        if (Math.abs(pValue - (1 - level)) > 1e-9) expect(significant).toBe(pValue < 1 - level);
      }),
    );
  });

  it('is significant exactly when the interval does not contain zero', () => {
    fc.assert(
      fc.property(anyCounts, anyCounts, confidence, (one, other, level) => {
        const { nps, interval, pValue, significant } = differenceOf(one, other, level)!;
        const [low, high] = interval;
        expect(low).toBeLessThanOrEqual(nps);
        expect(high).toBeGreaterThanOrEqual(nps);
        expect(significant).toBe(low > 0 || high < 0);
        if (Math.abs(pValue - (1 - level)) > 1e-9) expect(significant).toBe(pValue < 1 - level);
      }),
    );
  });

  it('is not significant when the scores are equal, even if one has a single response', () => {
    const one = { promoter: 1, passive: 0, detractor: 0 };
    const many = { promoter: 300, passive: 0, detractor: 0 };
    for (const level of [0.5, 0.95, 0.999]) {
      expect(differenceOf(many, one, level)).toMatchObject({
        nps: 0,
        pValue: 1,
        significant: false,
      });
    }
  });

  it('is not significant when the adjusted scores differ in the other direction', () => {
    // The scores are 100 and 99.9; the adjusted scores are 40 and 99.6.
    const one = { promoter: 2, passive: 0, detractor: 0 };
    const many = { promoter: 999, passive: 1, detractor: 0 };
    const { nps, interval, pValue, significant } = differenceOf(one, many, 0.5)!;
    expect(nps).toBeGreaterThan(0);
    expect(interval[0]).toBeLessThan(0);
    expect([pValue, significant]).toEqual([1, false]);
  });

  it('of equal counts is 0, with p-value 1', () => {
    const bands = { promoter: 32, passive: 13, detractor: 6 };
    expect(differenceOf(bands, bands, 0.95)).toMatchObject({
      nps: 0,
      pValue: 1,
      significant: false,
    });
  });

  it('is significant for a large change and not for a small one', () => {
    const before = { promoter: 400, passive: 300, detractor: 300 };
    const little = { promoter: 410, passive: 300, detractor: 290 };
    const much = { promoter: 500, passive: 300, detractor: 200 };
    expect(differenceOf(little, before, 0.95)!.significant).toBe(false);
    expect(differenceOf(much, before, 0.95)!.significant).toBe(true);
  });
});

/** Counts of promoters alone. */
function promotersOnly(promoter: number): BandCounts {
  return { promoter, passive: 0, detractor: 0 };
}
