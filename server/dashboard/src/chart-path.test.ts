import { expect, it } from 'vitest';
import { areaPath, linePath, runsOf } from './chart-path.ts';

it('breaks a run where a point has no responses', () => {
  expect(runsOf([undefined, 1, 2, undefined, undefined, 3])).toEqual([[1, 2], [3]]);
  expect(runsOf([undefined])).toEqual([]);
});

it('keeps a score of 0, which is not the absence of one', () => {
  expect(runsOf([0, 0])).toEqual([[0, 0]]);
});

it('draws a line through the places', () => {
  const places = [
    { x: 0, y: 10.04 },
    { x: 20, y: 5 },
  ];
  expect(linePath(places)).toBe('M0 10L20 5');
  expect(linePath([])).toBe('');
});

it('draws a band along the tops and back along the bottoms', () => {
  const spans = [
    { x: 0, top: 1, bottom: 9 },
    { x: 10, top: 2, bottom: 8 },
  ];
  expect(areaPath(spans)).toBe('M0 1L10 2L10 8L0 9Z');
  expect(areaPath([])).toBe('');
});
