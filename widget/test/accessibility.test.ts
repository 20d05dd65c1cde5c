import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findWithAxe } from './harness/axe.ts';
import { newShop, openLab, visit, type Lab } from './harness/lab.ts';

let lab: Lab;
beforeAll(async () => (lab = await openLab()));
afterAll(() => lab.close());

const steps = ['reasons', 'comment', 'effort', 'expectation', 'email'] as const;
const body = '<main><h1>Order placed</h1></main>';

describe('axe finds no violation', () => {
  it.each([
    ['light', 'en', undefined],
    ['dark', 'nl', undefined],
    ['light', 'ar', '#ffd500'],
    ['dark', 'he', '#101010'],
    ['light', 'de', '#0a7f5a'],
  ] as const)('in any step, %s, %s, brand %s', async (theme, lang, brand) => {
    const shop = await newShop(lab, {
      followUps: { promoter: [], passive: [], detractor: [...steps] },
      reasons: [{ id: 'price', label: { en: 'Price' } }],
      reader: { name: 'Anna' },
      review: { url: 'https://reviews.example', site: 'Kiyoh' },
      look: { theme, scale: 'colours', ...(brand && { brand }) },
    });
    const { page } = await visit(lab, shop, { page: { lang, body }, colorScheme: 'light' });
    await page.getByRole('radiogroup').waitFor();
    expect(await findWithAxe(page)).toEqual([]);
    await page.getByRole('radio', { name: /^5\b/ }).click();
    const footer = page.locator('nines-survey .footer button').last();
    for (const step of steps) {
      await footer.waitFor();
      if (step === 'reasons') await page.locator('nines-survey .chips button').click();
      expect(await findWithAxe(page)).toEqual([]);
      await footer.click();
    }
    await page.getByRole('link').waitFor();
    expect(await findWithAxe(page)).toEqual([]);
  });
});

describe('with the keyboard alone', () => {
  const focused = (page: Page) =>
    page.evaluate(() => {
      const { activeElement } = document.querySelector('nines-survey')?.shadowRoot ?? {};
      return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent ?? null;
    });

  it('Tab enters at one radio, arrows move, Enter and Space choose, Escape closes', async () => {
    const { page } = await visit(lab, await newShop(lab), { page: { body } });
    await page.getByRole('radiogroup').waitFor();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('0, Not at all likely');
    await page.keyboard.press('ArrowLeft');
    expect(await focused(page)).toBe('10, Extremely likely');
    await page.keyboard.press('ArrowUp');
    expect(await focused(page)).toBe('9');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Close');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Space');
    await page.getByRole('textbox').waitFor();
    expect(await focused(page)).toMatch(/sorry/);
    await page.keyboard.press('Escape');
    await page.locator('nines-survey').waitFor({ state: 'detached' });
  });

  it.each([
    ['ar', 'ArrowLeft', 'right'],
    ['he', 'ArrowRight', 'left'],
    ['en', 'ArrowRight', 'left'],
  ])('in %s %s raises the score, and 0 is at the %s', async (lang, key, side) => {
    const { page } = await visit(lab, await newShop(lab), { page: { lang, body } });
    const zero = await page.getByRole('radio', { name: /^0/ }).boundingBox();
    const ten = await page.getByRole('radio', { name: /^10/ }).boundingBox();
    expect((zero?.x ?? 0) > (ten?.x ?? 0) ? 'right' : 'left').toBe(side);
    await page.getByRole('radio', { name: /^0/ }).focus();
    await page.keyboard.press(key);
    expect(await focused(page)).toBe('1');
  });
});

it('announces the question and each later step to screen readers', async () => {
  const { page } = await visit(lab, await newShop(lab), { page: { body } });
  const status = page.getByRole('status');
  await status.filter({ hasText: 'How likely are you to recommend Oever' }).waitFor();
  await page.getByRole('radio', { name: /^9\b/ }).evaluate((radio: HTMLElement) => radio.click());
  await status.filter({ hasText: 'What did you like best?' }).waitFor();
});

it('is visible in forced colours, and does not move for those who prefer reduced motion', async () => {
  const { page } = await visit(lab, await newShop(lab), {
    page: { body },
    forcedColors: 'active',
    reducedMotion: 'reduce',
  });
  const nine = page.getByRole('radio', { name: /^9\b/ });
  const before = await nine.evaluate((radio) => {
    const { backgroundColor, borderTopColor } = getComputedStyle(radio);
    return { backgroundColor, borderTopColor };
  });
  expect(before.borderTopColor).not.toBe(before.backgroundColor);
  const animated = await nine.evaluate(
    (radio) => getComputedStyle(radio.closest('.card')!).animationName,
  );
  expect(animated).toBe('none');
  // Read in the same task as the click, because the chosen score is shown only briefly.
  const chosen = await nine.evaluate((radio: HTMLElement) => {
    radio.click();
    return getComputedStyle(radio).backgroundColor;
  });
  expect(chosen).not.toBe(before.backgroundColor);
});
