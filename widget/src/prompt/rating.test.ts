// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest';
import { makeRating } from './rating.ts';

function setUp(scale: '0-10' | '1-10' = '0-10') {
  const choose = vi.fn();
  const rating = makeRating(scale, choose);
  document.body.replaceChildren(rating);
  const radios = [...rating.querySelectorAll<HTMLElement>('[role=radio]')];
  return { choose, radios };
}

function press(key: string) {
  document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
}

describe('makeRating', () => {
  it.each([
    ['0-10', 11, '0'],
    ['1-10', 10, '1'],
  ] as const)('on %s has %i radios from %s', (scale, count, first) => {
    const { radios } = setUp(scale);
    expect(radios).toHaveLength(count);
    expect(radios[0]?.getAttribute('aria-label')).toMatch(new RegExp(`^${first}, `));
    expect(radios.at(-1)?.getAttribute('aria-label')).toMatch(/^10, /);
  });

  it('moves with the arrows, round the ends, without choosing', () => {
    const { radios, choose } = setUp();
    radios[0]?.focus();
    press('ArrowRight');
    expect(document.activeElement).toBe(radios[1]);
    press('ArrowUp');
    press('ArrowLeft');
    expect(document.activeElement).toBe(radios[10]);
    press('ArrowDown');
    expect(document.activeElement).toBe(radios[0]);
    expect(choose).not.toHaveBeenCalled();
  });

  it('has one radio that Tab enters: the first, then the chosen', () => {
    const { radios, choose } = setUp();
    const entries = () => radios.filter(({ tabIndex }) => tabIndex === 0);
    expect(entries()).toEqual([radios[0]]);
    radios[9]?.click();
    expect(choose).toHaveBeenCalledExactlyOnceWith(9);
    expect(entries()).toEqual([radios[9]]);
    expect(radios.filter((radio) => radio.getAttribute('aria-checked') === 'true')).toEqual([
      radios[9],
    ]);
  });
});
