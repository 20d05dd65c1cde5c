import type { BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstOf } from '../../server/test/harness/soak.ts';
import { findWithAxe } from './harness/axe.ts';
import { newShop, openLab, visit, type Lab } from './harness/lab.ts';
import { everyStep, expectReachable, throughAllSteps } from './harness/steps.ts';

let lab: Lab;
beforeAll(async () => (lab = await openLab()));
afterAll(() => lab.close());

const body = '<main><h1>Order placed</h1></main>';

const phone = { isMobile: true, hasTouch: true };

/** What shoppers set on their devices, and how they hold them. */
const displays: Record<string, BrowserContextOptions & { lang?: string }> = {
  'forced colours, dark': { forcedColors: 'active', colorScheme: 'dark' },
  '320 px': { viewport: { width: 320, height: 568 }, ...phone },
  'right to left on a phone': { viewport: { width: 360, height: 740 }, lang: 'ar', ...phone },
  landscape: { viewport: { width: 568, height: 320 }, ...phone },
  'forced colours, light': { forcedColors: 'active', colorScheme: 'light' },
  'more contrast': { contrast: 'more' },
};

describe.each(firstOf(1, Object.keys(displays)))('%s', (name) => {
  it('axe finds no violation, and every control can be reached, in any step', async () => {
    const { lang = 'en', ...options } = displays[name]!;
    const { page } = await visit(lab, await newShop(lab, everyStep), {
      page: { body, lang },
      ...options,
    });
    await throughAllSteps(page, async (step) => {
      const layout = await expectReachable(page, step);
      expect(layout.lowest).toBeGreaterThanOrEqual(44);
      const violations = await findWithAxe(page);
      // In forced colours axe reads the stylesheet's colours, but the browser paints the system's.
      const found = violations.filter(
        (violation) => !options.forcedColors || !violation.startsWith('color-contrast'),
      );
      expect({ step, found }).toEqual({ step, found: [] });
    });
  });
});

describe('in forced colours', () => {
  it.each(['light', 'dark'] as const)(
    '%s: the card, its controls and what is chosen can be told apart',
    async (colorScheme) => {
      const { page } = await visit(lab, await newShop(lab, everyStep), {
        page: { body },
        forcedColors: 'active',
        colorScheme,
      });
      await throughAllSteps(page, async (step) => {
        const edges = await page.locator('nines-survey .card').evaluate((card) => {
          const parts = [card, ...card.querySelectorAll('button:not(.close), textarea, input')];
          return parts.map((part) => {
            const { borderTopColor, borderTopWidth, backgroundColor } = getComputedStyle(part);
            const visible = parseFloat(borderTopWidth) > 0 && borderTopColor !== backgroundColor;
            return visible ? '' : part.className || part.textContent;
          });
        });
        expect({ step, borderless: edges.filter(Boolean) }).toEqual({ step, borderless: [] });
      });
    },
  );
});
