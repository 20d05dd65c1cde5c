import { expect, it } from 'vitest';
import { linearScale } from './linear-scale.ts';

it('maps ends to ends and the middle to the middle', () => {
  const place = linearScale([-100, 100], [0, 100]);
  expect([-100, -50, 0, 100].map(place)).toEqual([0, 25, 50, 100]);
});

it('runs backwards, as heights do', () => {
  const y = linearScale([0, 50], [268, 12]);
  expect([0, 25, 50].map(y)).toEqual([268, 140, 12]);
});

it('maps an empty domain to the middle rather than to nowhere', () => {
  expect(linearScale([5, 5], [0, 10])(5)).toBe(5);
});
