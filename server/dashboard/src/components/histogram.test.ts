// @vitest-environment happy-dom
import { h, render } from 'preact';
import { expect, it } from 'vitest';
import { chooseLanguage, LanguageContext } from '../language.ts';
import { Histogram } from './histogram.tsx';

function draw(scores: readonly number[], scale: '0-10' | '1-10'): HTMLElement {
  const root = document.createElement('div');
  const value = chooseLanguage(['en']);
  render(h(LanguageContext.Provider, { value }, h(Histogram, { scores, scale })), root);
  return root;
}

function tableOf(root: HTMLElement): string[][] {
  return [...root.querySelectorAll('tbody tr')].map((row) =>
    [...row.children].map((cell) => cell.textContent ?? ''),
  );
}

it('has a table with every score, its count and its band', () => {
  const rows = tableOf(draw([0, 0, 1, 0, 1, 2, 2, 6, 7, 14, 18], '0-10'));
  expect(rows).toHaveLength(11);
  expect(rows[6]).toEqual(['6', '2', 'Detractors']);
  expect(rows[8]).toEqual(['8', '7', 'Passives']);
  expect(rows[10]).toEqual(['10', '18', 'Promoters']);
});

it('begins at 1 on a scale from 1 to 10', () => {
  expect(tableOf(draw([0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 1], '1-10'))[0]).toEqual([
    '1',
    '3',
    'Detractors',
  ]);
});

it('explains a 6 only if there is one', () => {
  const withSix = draw([0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0], '0-10');
  expect(withSix.textContent).toContain('these 2 shoppers count as detractors');
  const withoutSix = draw([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5], '0-10');
  expect(withoutSix.textContent).not.toContain('warning');
});
