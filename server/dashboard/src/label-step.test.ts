import { expect, it } from 'vitest';
import { labelStep } from './label-step.ts';

it('labels every point where there is room, and fewer where there is not', () => {
  expect(labelStep(7, 700, 64)).toBe(1);
  expect(labelStep(30, 700, 64)).toBe(3);
  expect(labelStep(30, 260, 64)).toBe(12);
  expect(labelStep(13, 260, 64)).toBe(4);
});

it('still ends with a number when nothing fits', () => {
  expect(labelStep(5, 10, 64)).toBe(6);
  expect(labelStep(1_000, 64, 64)).toBe(1_000);
  expect(labelStep(0, 700, 64)).toBe(1);
});
