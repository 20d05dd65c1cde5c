import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstOf } from '../../../server/test/harness/soak.ts';
import { newShop, openLab, responsesOnce, visit, type Lab } from '../harness/lab.ts';
import { shortcuts } from './shortcuts.ts';

let lab: Lab;
beforeAll(async () => (lab = await openLab()));
afterAll(() => lab.close());

const seen = (page: Page) => page.evaluate(() => (window as unknown as { seen: string[] }).seen);

const focused = (page: Page) =>
  page.evaluate(() => {
    const { activeElement } = document.querySelector('nines-survey')?.shadowRoot ?? {};
    return activeElement?.getAttribute('aria-label');
  });

/** Opens the page with the loader first, then the page's late handlers, then the prompt. */
async function openPage(name: string) {
  const shop = await newShop(lab);
  const { late, ...site } = shortcuts[name]!;
  const { page } = await visit(lab, shop, { page: site, tag: 'data-manual' });
  await page.waitForFunction(() => window.nines?.('why'));
  if (late) await page.evaluate('register()');
  await page.evaluate(() => window.nines?.('show'));
  await page.getByRole('radiogroup').waitFor();
  return { shop, page };
}

describe.each(firstOf(2, Object.keys(shortcuts)))('%s', (name) => {
  it('gets nothing of what is typed in the comment, which holds all of it', async () => {
    const { shop, page } = await openPage(name);
    await page.getByRole('radio', { name: /^3\b/ }).click();
    const comment = page.getByRole('textbox', { name: /sorry/ });
    await comment.click();
    await page.keyboard.type('Sizes s/m/l were swapped');
    await page.keyboard.press('Backspace');
    expect(await comment.inputValue()).toBe('Sizes s/m/l were swappe');
    expect(await seen(page)).toEqual([]);
    expect(await page.locator('#query').inputValue()).toBe('');
    await page.getByRole('button', { name: 'Send' }).focus();
    await page.keyboard.press('Enter');
    const [response] = await responsesOnce(lab, shop, (stored) => stored.comment !== null);
    expect(response).toMatchObject({ score: 3, comment: 'Sizes s/m/l were swappe' });
  });

  it('leaves the keys of the scale to the prompt', async () => {
    const { shop, page } = await openPage(name);
    await page.getByRole('radio', { name: /^0/ }).focus();
    await page.keyboard.press('ArrowRight');
    expect(await focused(page)).toBe('1');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    expect(await focused(page)).toMatch(/^10/);
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Close');
    await page.getByRole('radio', { name: /^10/ }).focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    expect(await responsesOnce(lab, shop)).toMatchObject([{ score: 9 }]);
    expect(await seen(page)).toEqual([]);
  });

  it('still gets the keys that are pressed in the shop', async () => {
    const { page } = await openPage(name);
    await page.keyboard.press('s');
    expect((await seen(page)).slice(0, 1)).toEqual(['keydown s']);
  });
});
