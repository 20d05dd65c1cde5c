import { expect, it } from 'vitest';
import { contrastOf, readableColours } from './look.ts';

it.each([
  ['#ffffff', '#000000', 21],
  ['#777777', '#ffffff', 4.48],
  ['#0000ff', '#ffffff', 8.59],
])('the contrast of %s and %s is %d', (one, other, contrast) => {
  expect(contrastOf(one, other)).toBeCloseTo(contrast, 2);
  expect(contrastOf(other, one)).toBeCloseTo(contrast, 2);
});

it('makes every brand colour readable on a light and a dark background', () => {
  for (let step = 0; step < 16 ** 3; step++) {
    const brand = `#${[...step.toString(16).padStart(3, '0')].map((digit) => digit + digit).join('')}`;
    for (const background of ['#ffffff', '#202227']) {
      const { text, edge } = readableColours(brand, background);
      expect(contrastOf(text, brand)).toBeGreaterThanOrEqual(4.5);
      expect(contrastOf(edge, background)).toBeGreaterThanOrEqual(3);
    }
  }
});

it('does not change a brand colour that has enough contrast', () => {
  expect(readableColours('#0a7f5a', '#ffffff')).toEqual({ text: '#ffffff', edge: '#0a7f5a' });
});
