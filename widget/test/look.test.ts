import { languages } from '@nines/shared/survey/names';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  changeSurvey,
  newShop,
  openLab,
  responsesOnce,
  animationsEnded,
  visit,
  type Lab,
} from './harness/lab.ts';

let lab: Lab;
beforeAll(async () => (lab = await openLab()));
afterAll(() => lab.close());

/** Computed styles of a part of the prompt. */
function styleOf(page: Page, selector: string) {
  return page.evaluate((part) => {
    const found = document.querySelector('nines-survey')?.shadowRoot?.querySelector(part);
    const { color, backgroundColor, borderRadius, fontFamily } = getComputedStyle(found as Element);
    return { color, backgroundColor, borderRadius, fontFamily };
  }, selector);
}

const white = 'rgb(255, 255, 255)';
const dark = 'rgb(32, 34, 39)';

describe('the look', () => {
  it.each([
    ['auto', 'light', white],
    ['auto', 'dark', dark],
    ['light', 'dark', white],
    ['dark', 'light', dark],
  ] as const)(
    'has theme %s on a page without a background, where the shopper prefers %s',
    async (theme, colorScheme, paper) => {
      const shop = await newShop(lab, { look: { theme } });
      const head = '<meta name="color-scheme" content="light dark">';
      const { page } = await visit(lab, shop, { colorScheme, page: { head } });
      await page.getByRole('radiogroup').waitFor();
      expect((await styleOf(page, '.card')).backgroundColor).toBe(paper);
    },
  );

  it('has the brand, the corners and the font', async () => {
    const shop = await newShop(lab, { look: { brand: '#0a7f5a', radius: 4, font: 'page' } });
    const head = '<style>body { font-family: Georgia }</style>';
    const { page } = await visit(lab, shop, { page: { head } });
    await page.getByRole('radio', { name: /^9\b/ }).click();
    await page.getByRole('textbox').fill('Good');
    expect(await styleOf(page, '.go')).toMatchObject({
      backgroundColor: 'rgb(10, 127, 90)',
      color: white,
    });
    expect(await styleOf(page, '.card')).toMatchObject({
      borderRadius: '4px',
      fontFamily: 'Georgia',
    });
  });

  it.each([
    ['bottom-right', 'right', 'bottom'],
    ['bottom-left', 'left', 'bottom'],
    ['top-right', 'right', 'top'],
    ['top-left', 'left', 'top'],
  ] as const)('is at the %s, and at the bottom on a phone', async (position, side, end) => {
    const shop = await newShop(lab, { look: { position } });
    const { page } = await visit(lab, shop, { viewport: { width: 1280, height: 800 } });
    await animationsEnded(page);
    const edges = async () => {
      const box = (await page.locator('nines-survey').boundingBox())!;
      const { width, height } = page.viewportSize()!;
      return {
        left: box.x,
        top: box.y,
        right: width - box.x - box.width,
        bottom: height - box.y - box.height,
      };
    };
    expect(await edges()).toMatchObject({ [side]: 20, [end]: 20 });
    await page.setViewportSize({ width: 360, height: 740 });
    await expect.poll(edges).toMatchObject({ left: 0, right: 0, bottom: 0 });
  });

  it('has a neutral scale, or colours with the numbers', async () => {
    const shop = await newShop(lab, {});
    const countColours = async () => {
      const { page } = await visit(lab, shop);
      await page.getByRole('radiogroup').waitFor();
      const radios = await page.getByRole('radio').all();
      const colours = await Promise.all(
        radios.map((radio) => radio.evaluate((part) => getComputedStyle(part).backgroundColor)),
      );
      expect(await page.getByRole('radio').allInnerTexts()).toHaveLength(11);
      return new Set(colours).size;
    };
    expect(await countColours()).toBe(1);
    await changeSurvey(lab, shop, { look: { scale: 'colours' }, display: { delay: 0 } });
    expect(await countColours()).toBe(3);
  });

  it('has the shop’s logo', async () => {
    const shop = await newShop(lab, { look: { logo: 'https://shop.example/logo.svg' } });
    const { page, requests } = await visit(lab, shop, { tag: 'data-manual' });
    await page.waitForFunction(() => window.nines?.('why'));
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 1"><rect width="4" height="1" fill="red"/></svg>';
    await page
      .context()
      .route('https://shop.example/logo.svg', (route) =>
        route.fulfill({ contentType: 'image/svg+xml', body: svg }),
      );
    await page.evaluate(() => window.nines?.('show'));
    await page.getByRole('radiogroup').waitFor();
    await expect.poll(() => requests).toContain('GET /logo.svg');
    const { display, height } = await page.locator('nines-survey .card').evaluate((card) => {
      const style = getComputedStyle(card, '::before');
      return { display: style.display, height: style.height };
    });
    expect({ display, height }).toEqual({ display: 'block', height: '28px' });
  });
});

describe.each(languages)('in %s', (lang) => {
  it('loads that language only, and every step fits a small phone', async () => {
    const all = ['comment', 'effort', 'expectation', 'email'] as const;
    const shop = await newShop(lab, {
      followUps: { promoter: [], passive: [], detractor: [...all] },
      reader: { name: 'Anna' },
    });
    const viewport = { width: 320, height: 568 };
    const { page, requests, complaints } = await visit(lab, shop, { page: { lang }, viewport });
    await page.getByRole('radiogroup').waitFor();
    const prompts = requests.filter((request) => request.includes('/w/prompt.'));
    expect(prompts).toEqual([expect.stringContaining(`/w/prompt.${lang}.`)]);
    const overflow = () =>
      page.evaluate(() => {
        const card = document.querySelector('nines-survey')?.shadowRoot?.querySelector('.card');
        const parts = [...(card?.querySelectorAll('button, span, h2') ?? [])];
        return parts
          .filter((part) => part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0)
          .map((part) => part.textContent);
      });
    expect(await overflow()).toEqual([]);
    await page.getByRole('radio', { name: /^3\b/ }).click();
    const next = page.locator('nines-survey .footer button').last();
    for (const _ of all) {
      await next.waitFor();
      expect(await overflow()).toEqual([]);
      await next.click();
    }
    await next.waitFor({ state: 'detached' });
    const [response] = await responsesOnce(lab, shop);
    expect(response).toMatchObject({ score: 3, locale: lang });
    expect(complaints).toEqual([]);
  });
});
