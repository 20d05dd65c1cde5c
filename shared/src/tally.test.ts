import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addScore,
  countBands,
  countResponses,
  emptyTally,
  meanScore,
  mergeTallies,
  netPromoterScore,
  standardDeviation,
  type Tally,
} from './tally.ts';

const scores = fc.array(fc.integer({ min: 0, max: 10 }), { maxLength: 200 });

function tallyOf(list: readonly number[]): Tally {
  return list.reduce((tally, score) => addScore(tally, score), emptyTally);
}

function npsOf(tally: Tally): number | null {
  return netPromoterScore(countBands(tally));
}

describe('a tally', () => {
  it('does not depend on the order or grouping of merges', () => {
    fc.assert(
      fc.property(scores, scores, scores, (a, b, c) => {
        const [one, two, three] = [tallyOf(a), tallyOf(b), tallyOf(c)];
        const whole = tallyOf([...c, ...a, ...b]);
        expect(mergeTallies(mergeTallies(one, two), three)).toEqual(whole);
        expect(mergeTallies(three, mergeTallies(two, one))).toEqual(whole);
      }),
    );
  });

  it('counts each response in one band', () => {
    fc.assert(
      fc.property(scores, (list) => {
        const { promoter, passive, detractor } = countBands(tallyOf(list));
        expect(promoter + passive + detractor).toBe(list.length);
        expect(countResponses(tallyOf(list))).toBe(list.length);
      }),
    );
  });

  it('is unchanged when a score is added and removed again', () => {
    fc.assert(
      fc.property(scores, fc.integer({ min: 0, max: 10 }), (list, score) => {
        const tally = tallyOf(list);
        expect(addScore(addScore(tally, score), score, -1)).toEqual(tally);
      }),
    );
  });
});

describe('the NPS', () => {
  it('lies between −100 and 100, and is null without responses', () => {
    fc.assert(
      fc.property(scores, (list) => {
        const nps = npsOf(tallyOf(list));
        if (list.length === 0) expect(nps).toBeNull();
        else expect(Math.abs(nps!)).toBeLessThanOrEqual(100);
      }),
    );
  });

  it('does not fall with one more promoter, nor rise with one more detractor', () => {
    fc.assert(
      fc.property(
        scores,
        fc.constantFrom(9, 10),
        fc.integer({ min: 0, max: 6 }),
        (list, up, down) => {
          fc.pre(list.length > 0);
          const tally = tallyOf(list);
          expect(npsOf(addScore(tally, up))!).toBeGreaterThanOrEqual(npsOf(tally)!);
          expect(npsOf(addScore(tally, down))!).toBeLessThanOrEqual(npsOf(tally)!);
        },
      ),
    );
  });

  it.each([
    [6, 13, 32, 50.98],
    [3, 2, 8, 38.46],
    [0, 4, 11, 73.33],
    [75, 675, 250, 17.5],
    [0, 0, 10, 100],
  ])(
    'of %i detractors, %i passives and %i promoters is the published %f',
    (detractor, passive, promoter, published) => {
      expect(netPromoterScore({ detractor, passive, promoter })).toBeCloseTo(published, 2);
    },
  );
});

describe('the mean and the spread', () => {
  it('equal those of the list of scores', () => {
    fc.assert(
      fc.property(scores, (list) => {
        fc.pre(list.length > 1);
        const mean = list.reduce((sum, score) => sum + score, 0) / list.length;
        const squares = list.reduce((sum, score) => sum + (score - mean) ** 2, 0);
        expect(meanScore(tallyOf(list))).toBeCloseTo(mean, 9);
        expect(standardDeviation(tallyOf(list))).toBeCloseTo(
          Math.sqrt(squares / (list.length - 1)),
          9,
        );
      }),
    );
  });

  it('are null with too few responses', () => {
    expect(meanScore(emptyTally)).toBeNull();
    expect(standardDeviation(tallyOf([7]))).toBeNull();
  });
});
