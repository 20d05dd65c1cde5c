// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest';
import { makeScale } from './scale.ts';

function setUp(from = 0, to = 10) {
  const choose = vi.fn();
  const scale = makeScale({ from, to, lowest: 'low', highest: 'high', chosen: undefined, choose });
  document.body.replaceChildren(...scale);
  return { choose, radios: [...document.querySelectorAll<HTMLElement>('[role=radio]')] };
}

function press(key: string) {
  document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
}

describe('makeScale', () => {
  it.each([
    [0, 10, 11],
    [1, 10, 10],
    [1, 7, 7],
  ])('from %i to %i has %i radios, and labels that say what its ends mean', (from, to, count) => {
    const { radios } = setUp(from, to);
    expect(radios).toHaveLength(count);
    expect(radios[0]?.getAttribute('aria-label')).toBe(`${from}, low`);
    expect(radios[1]?.getAttribute('aria-label')).toBe(`${from + 1}`);
    expect(radios.at(-1)?.getAttribute('aria-label')).toBe(`${to}, high`);
  });

  it('moves the focus with the arrow keys, from one end to the other too, and chooses nothing', () => {
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

  it('can be entered by Tab at one radio: the first, or the chosen one', () => {
    const { radios, choose } = setUp();
    const tabStops = () => radios.filter(({ tabIndex }) => tabIndex === 0);
    expect(tabStops()).toEqual([radios[0]]);
    radios[9]?.click();
    expect(choose).toHaveBeenCalledExactlyOnceWith(9);
    expect(tabStops()).toEqual([radios[9]]);
    expect(radios.filter((radio) => radio.getAttribute('aria-checked') === 'true')).toEqual([
      radios[9],
    ]);
  });
});
