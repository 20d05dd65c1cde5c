import { expect, it } from 'vitest';
import { bandOf, isOnScale } from './score.ts';

it('calls 9 and 10 promoters, 7 and 8 passives, and 6 and below detractors', () => {
  const bands = Array.from({ length: 11 }, (_, score) => bandOf(score));
  expect(bands).toEqual([
    ...Array<string>(7).fill('detractor'),
    'passive',
    'passive',
    'promoter',
    'promoter',
  ]);
});

it('accepts whole scores only, and 0 on one scale only', () => {
  expect([isOnScale(0, '0-10'), isOnScale(0, '1-10')]).toEqual([true, false]);
  expect([isOnScale(10, '1-10'), isOnScale(11, '0-10'), isOnScale(-1, '0-10')]).toEqual([
    true,
    false,
    false,
  ]);
  expect([isOnScale(8.5, '0-10'), isOnScale(Number.NaN, '0-10')]).toEqual([false, false]);
});
