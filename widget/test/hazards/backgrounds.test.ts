import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstOf } from '../../../server/test/harness/soak.ts';
import { animationsEnded, newShop, openLab, visit, type Lab } from '../harness/lab.ts';
import { backgrounds, sections, type Background } from './backgrounds.ts';

let lab: Lab;
beforeAll(async () => (lab = await openLab()));
afterAll(() => lab.close());

/** The theme that the card shows, and whether its text has another lightness than its background. */
async function themeOf(page: Page): Promise<{ theme: string; readable: boolean }> {
  await animationsEnded(page);
  return page.locator('nines-survey .card').evaluate((card) => {
    const { backgroundColor, color } = getComputedStyle(card);
    const [paper = 0, ink = 0] = [backgroundColor, color].map((text) => {
      const [red = 0, green = 0, blue = 0] = (text.match(/[\d.]+/g) ?? []).map(Number);
      return (red + green + blue) / 3;
    });
    return { theme: paper > 128 ? 'light' : 'dark', readable: Math.abs(paper - ink) > 128 };
  });
}

async function open({ system, head = '', body = '' }: Background, tag = ''): Promise<Page> {
  const shop = await newShop(lab);
  return (await visit(lab, shop, { page: { head, body }, tag, colorScheme: system })).page;
}

// Concurrent, because these tests mostly wait.
describe.concurrent('the theme follows', () => {
  it.each(firstOf(8, Object.keys(backgrounds)))('%s', async (name) => {
    const background = backgrounds[name]!;
    const page = await open(background);
    expect(await themeOf(page)).toEqual({ theme: background.theme, readable: true });
  });

  it.each(Object.keys(sections))('%s, for a prompt in it', async (name) => {
    const background = sections[name]!;
    const page = await open(background, 'data-target="#here"');
    expect(await themeOf(page)).toEqual({ theme: background.theme, readable: true });
  });
});

it.each(['light', 'dark'] as const)(
  'a theme that the shop has chosen, %s, stays',
  async (theme) => {
    const other = theme === 'light' ? '#111' : '#fff';
    const { page } = await visit(lab, await newShop(lab, { look: { theme } }), {
      page: { head: `<style>body { background: ${other} }</style>` },
      colorScheme: theme === 'light' ? 'dark' : 'light',
    });
    expect((await themeOf(page)).theme).toBe(theme);
  },
);
