import { isDeepStrictEqual } from 'node:util';
import type { Page } from 'playwright-core';
import { until } from '../../../server/test/harness/until.ts';

/** What the prompt and the elements with `data-tap` have to do with each other. */
export type Layout = {
  /** Whether the prompt is in sight. */
  visible: boolean;
  /** The elements that it covers, even in part. */
  covered: string[];
  /** Whether a part of the card is outside the viewport. */
  outside: boolean;
};

/** The prompt is in sight, inside the viewport, and over nothing that must be tapped. */
export const clear: Layout = { visible: true, covered: [], outside: false };

/** Waits until the prompt covers none of the elements that match `selector`. Tells what it covered to the end. */
export async function untilClear(page: Page, selector?: string): Promise<void> {
  await until('a place where the prompt covers nothing', async () => {
    const layout = await measureLayout(page, selector);
    if (isDeepStrictEqual(layout, clear)) return true;
    throw new Error(JSON.stringify(layout));
  });
}

/** Waits until the prompt stands still, and measures it against the elements that match `selector`. */
export function measureLayout(page: Page, selector = '[data-tap]'): Promise<Layout> {
  return page.evaluate(async (wanted) => {
    const host = document.querySelector('nines-survey');
    const card = host?.shadowRoot?.querySelector('.card');
    // A card that fades in is invisible in its first frame.
    const animations = [
      ...(host?.getAnimations() ?? []),
      ...(host?.shadowRoot?.getAnimations() ?? []),
    ];
    await Promise.all(animations.map(({ finished }) => finished.catch(() => {})));
    if (!host || !card?.checkVisibility({ opacityProperty: true, visibilityProperty: true })) {
      return { visible: false, covered: [], outside: false };
    }
    const box = card.getBoundingClientRect();
    const covered = [...document.querySelectorAll(wanted)].filter((target) => {
      const { left, right, top, bottom } = target.getBoundingClientRect();
      const overlaps = left < box.right && right > box.left && top < box.bottom && bottom > box.top;
      // The host may be larger than the card, and must take no taps there.
      const xs = [left + 2, (left + right) / 2, right - 2];
      const ys = [top + 2, (top + bottom) / 2, bottom - 2];
      return overlaps || xs.some((x) => ys.some((y) => document.elementFromPoint(x, y) === host));
    });
    return {
      visible: true,
      covered: covered.map(({ tagName, className }) => `${tagName}.${className}`),
      outside:
        box.left < 0 ||
        box.top < 0 ||
        box.right > document.documentElement.clientWidth + 1 ||
        box.bottom > innerHeight + 1,
    };
  }, selector);
}

/** Waits until the loader holds the prompt back because something is in the way. */
export async function waitUntilHeldBack(page: Page): Promise<void> {
  await page.waitForFunction(() => window.nines?.('why')?.['free'] === null);
}
