// @vitest-environment happy-dom
import { h, render } from 'preact';
import { expect, it } from 'vitest';
import { Histogram } from './histogram.tsx';

function draw(scores: readonly number[], scale: '0-10' | '1-10'): HTMLElement {
  const root = document.createElement('div');
  render(h(Histogram, { scores, scale }), root);
  return root;
}

function tableOf(root: HTMLElement): string[][] {
  return [...root.querySelectorAll('tbody tr')].map((row) =>
    [...row.children].map((cell) => cell.textContent ?? ''),
  );
}

it('tells every score and its band to those who do not see the bars', () => {
  const rows = tableOf(draw([0, 0, 1, 0, 1, 2, 2, 6, 7, 14, 18], '0-10'));
  expect(rows).toHaveLength(11);
  expect(rows[6]).toEqual(['6', '2', 'Detractors']);
  expect(rows[8]).toEqual(['8', '7', 'Passives']);
  expect(rows[10]).toEqual(['10', '18', 'Promoters']);
});

it('has no 0 on a scale that begins at 1', () => {
  expect(tableOf(draw([0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 1], '1-10'))[0]).toEqual([
    '1',
    '3',
    'Detractors',
  ]);
});

it('warns of a 6 only where one was given', () => {
  const warned = draw([0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0], '0-10');
  expect(warned.textContent).toContain('these 2 shoppers count as detractors');
  const content = draw([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5], '0-10');
  expect(content.textContent).not.toContain('warning');
});
