import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newShop, openLab, visit, type Lab } from '../harness/lab.ts';
import { menus } from './menus.ts';

let lab: Lab;
beforeAll(async () => (lab = await openLab()));
afterAll(() => lab.close());

const prompt = (page: Page) => page.locator('nines-survey .card');

/** The number of `nines:closed` events so far. */
const closings = (page: Page) =>
  page.evaluate(() => (window as unknown as { closings: number }).closings);

async function openPage(name: keyof typeof menus): Promise<Page> {
  const { head = '', ...site } = menus[name]!;
  const count = `<script>closings = 0; addEventListener('nines:closed', () => closings++)</script>`;
  const { page } = await visit(lab, await newShop(lab), { page: { head: head + count, ...site } });
  await prompt(page).waitFor();
  return page;
}

describe('Escape with the focus in the shop', () => {
  it.each(Object.keys(menus))('in %s: closes that, and the prompt stays', async (name) => {
    const page = await openPage(name);
    await page.evaluate('openMenu()');
    await page.keyboard.press('Escape');
    await page.locator('#box').waitFor({ state: 'hidden' });
    // Long enough for the prompt to close, if it were to.
    await page.waitForTimeout(400);
    expect(await prompt(page).isVisible()).toBe(true);
    expect(await closings(page)).toBe(0);
    await page.getByRole('radio', { name: /^9\b/ }).click();
    await page.getByRole('textbox', { name: /best/ }).waitFor();
  });
});

describe('Escape', () => {
  it('closes the prompt when nothing has the focus', async () => {
    const page = await openPage('a menu');
    await page.keyboard.press('Escape');
    await page.locator('nines-survey').waitFor({ state: 'detached' });
    expect(await closings(page)).toBe(1);
  });

  it.each([
    ['radio', '.scale button'],
    ['comment', 'textarea'],
    ['title', 'h2'],
  ])('closes the prompt when the focus is in its %s', async (part, selector) => {
    const page = await openPage('a menu');
    if (part !== 'radio') {
      await page.getByRole('radio', { name: /^9\b/ }).click();
      await page.locator('nines-survey textarea').waitFor();
    }
    await page.locator(`nines-survey ${selector}`).first().focus();
    await page.keyboard.press('Escape');
    await page.locator('nines-survey').waitFor({ state: 'detached' });
    expect(await closings(page)).toBe(1);
  });

  it('stays the shop’s once the prompt has closed', async () => {
    const page = await openPage('a menu');
    await page.keyboard.press('Escape');
    await page.locator('nines-survey').waitFor({ state: 'detached' });
    await page.evaluate('openMenu()');
    await page.keyboard.press('Escape');
    await page.locator('#box').waitFor({ state: 'hidden' });
  });
});
