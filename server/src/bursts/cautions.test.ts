import fc from 'fast-check';
import { addDays } from '@nines/shared/calendar';
import { describe, expect, it } from 'vitest';
import { burstsIn } from './cautions.ts';
import type { BurstCounts } from './store.ts';

const first = '2026-01-01';

/** Days from the first on; `figures` are the most from one address, of 400 answers a day. */
function daysOf(figures: readonly number[], of = 400): BurstCounts[] {
  return figures.map((largest, number) => ({
    shop: 1,
    survey: 1,
    day: addDays(first, number),
    answers: Math.max(of, largest),
    largest,
    withoutOrigin: 0,
  }));
}

function flaggedIn(figures: readonly number[]): number[] {
  const flagged = new Set(burstsIn(daysOf(figures)).map(({ day }) => day));
  return figures.flatMap((_, number) => (flagged.has(addDays(first, number)) ? [number] : []));
}

/** A Poisson number, by Knuth's method, from uniform numbers of a seeded generator. */
function poisson(mean: number, uniform: () => number): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = uniform(); product > limit; product *= uniform()) count += 1;
  return count;
}

/** Uniform numbers of mulberry32. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const usualDays = (each: number) => Array<number>(28).fill(each);

describe('a burst', () => {
  it('is flagged on its day, with what is usual', () => {
    const [caution, ...others] = burstsIn(daysOf([...usualDays(2), 60]));
    expect(others).toEqual([]);
    expect(caution).toEqual({
      kind: 'burst',
      source: 'address',
      survey: expect.any(String),
      day: addDays(first, 28),
      answers: 60,
      of: 400,
      share: 0.15,
      usual: 2,
      message: expect.stringContaining('60 of 400 unsigned answers came from one address'),
    });
  });

  it('is flagged where answers came without an origin', () => {
    const days = daysOf([...usualDays(1), 1]).map((day, number) =>
      number === 28 ? { ...day, withoutOrigin: 300 } : day,
    );
    expect(burstsIn(days)).toMatchObject([{ source: 'no-origin', answers: 300, share: 0.75 }]);
  });

  it.each([
    ['fewer than ten', [...usualDays(0), 9], []],
    ['ten, in a shop that never had any', [...usualDays(0), 10], [28]],
    ['less than five times the usual', [...usualDays(8), 39], []],
    ['five times the usual', [...usualDays(8), 40], [28]],
    ['a day of each week that is busier', [...busyWeeks(0, 80, 9)], [0, 7, 14, 21]],
    [
      'four days of an attack, and then it is usual',
      [...usualDays(1), 90, 90, 90, 90, 90],
      [28, 29, 30, 31],
    ],
    ['an attack after a slow one of three days', [...usualDays(1), 9, 9, 9, 45], [31]],
  ] as const)('%s', (_, figures, flagged) => {
    expect(flaggedIn(figures)).toEqual(flagged);
  });

  it('is not flagged in a new shop behind one address once it has four days', () => {
    expect(flaggedIn(Array<number>(40).fill(60))).toEqual([0, 1, 2, 3]);
  });

  it('is never flagged in a steady shop, and a flood in it always is', () => {
    const shop = fc.record({
      mean: fc.double({ min: 0.01, max: 60, noNaN: true }),
      seed: fc.integer(),
      flood: fc.integer({ min: 1, max: 10 }),
    });
    fc.assert(
      fc.property(shop, ({ mean, seed, flood }) => {
        const uniform = generator(seed);
        const days = Array.from({ length: 90 }, () => poisson(mean, uniform));
        // Through one address: its first four days are its past.
        expect(flaggedIn(days).filter((day) => day >= 8)).toEqual([]);
        const usual = days.slice(-28).toSorted((one, other) => other - one)[3]!;
        expect(flaggedIn([...days, Math.max(10, 5 * usual) * flood])).toContain(90);
      }),
      { numRuns: 300 },
    );
  });
});

/** Weeks whose first day has `busy`, and the others `quiet`. */
function busyWeeks(quiet: number, busy: number, weeks: number): number[] {
  return Array.from({ length: 7 * weeks }, (_, day) => (day % 7 === 0 ? busy : quiet));
}
