import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstOf } from '../../../server/test/harness/soak.ts';
import { newShop, openLab, responsesOnce, viewsOnce, visit, type Lab } from '../harness/lab.ts';
import { dialogs } from './dialogs.ts';

let lab: Lab;
beforeAll(async () => (lab = await openLab()));
afterAll(() => lab.close());

const prompt = (page: Page) => page.locator('nines-survey .card');
const comment = (page: Page) => page.locator('nines-survey textarea');
const openDialog = (page: Page) => page.evaluate('openDialog()');
const rate = (page: Page, score: number) =>
  page.getByRole('radio', { name: new RegExp(`^${score}\\b`) }).click();

const desktop = { viewport: { width: 1280, height: 800 } };
const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };

it.each([
  ...firstOf(2, Object.keys(dialogs)).map((name) => [name, 'desktop', desktop] as const),
  ['a Bootstrap 5 modal', 'phone', phone] as const,
])(
  'the prompt is hidden while %s is open on a %s, and comes back with the comment',
  async (name, _, device) => {
    const shop = await newShop(lab);
    const { page, complaints } = await visit(lab, shop, { page: dialogs[name]!, ...device });
    await rate(page, 3);
    await comment(page).click();
    await page.keyboard.type('It took three');
    await openDialog(page);
    await prompt(page).waitFor({ state: 'hidden' });
    await page.locator('#mail').click();
    await page.keyboard.type('kim@mail.example');
    expect(await page.locator('#mail').inputValue()).toBe('kim@mail.example');
    await page.locator('#dismiss').click();
    await prompt(page).waitFor();
    expect(await comment(page).inputValue()).toBe('It took three');
    await comment(page).click();
    await page.keyboard.press('End');
    await page.keyboard.type(' weeks.');
    await page.getByRole('button', { name: 'Send' }).click();
    const responses = await responsesOnce(lab, shop, (response) => response.comment !== null);
    expect(responses).toMatchObject([{ score: 3, comment: 'It took three weeks.' }]);
    expect(complaints).toEqual([]);
  },
);

describe.each(firstOf(2, Object.keys(dialogs)))('%s', (name) => {
  it('closes by Escape, which does not close the prompt', async () => {
    const { page } = await visit(lab, await newShop(lab), { page: dialogs[name]! });
    await rate(page, 3);
    await page.evaluate(() => {
      const seen = window as unknown as { closings: number };
      seen.closings = 0;
      addEventListener('nines:closed', () => seen.closings++);
    });
    await openDialog(page);
    await page.locator('#mail').focus();
    await page.keyboard.press('Escape');
    await page.locator('#box').waitFor({ state: 'hidden' });
    await comment(page).waitFor();
    expect(await page.evaluate(() => (window as unknown as { closings: number }).closings)).toBe(0);
  });

  it('hides the rating too, which works afterwards and counts as one view', async () => {
    const shop = await newShop(lab);
    const { page } = await visit(lab, shop, { page: dialogs[name]! });
    await page.getByRole('radiogroup').waitFor();
    await viewsOnce(lab, shop);
    await openDialog(page);
    await prompt(page).waitFor({ state: 'hidden' });
    await page.locator('#dismiss').click();
    await rate(page, 9);
    const responses = await responsesOnce(lab, shop);
    expect(responses).toMatchObject([{ score: 9 }]);
    expect(await viewsOnce(lab, shop)).toBe(1);
  });
});

it('a prompt that has come back takes no taps at first', async () => {
  const { page } = await visit(lab, await newShop(lab), { page: dialogs['a native dialog']! });
  await page.getByRole('radiogroup').waitFor();
  await openDialog(page);
  await prompt(page).waitFor({ state: 'hidden' });
  // In the first frame in which the prompt can be seen: what a tap on it would hit.
  const tapped = page.evaluate(async () => {
    for (;;) {
      const box = document.querySelector('nines-survey')?.getBoundingClientRect();
      if (box?.width) {
        return document.elementFromPoint(box.x + box.width / 2, box.bottom - 30)?.localName;
      }
      await new Promise(requestAnimationFrame);
    }
  });
  await page.locator('#dismiss').click();
  expect(await tapped).not.toBe('nines-survey');
});

it('a prompt that the shop shows while its modal dialog is open waits until that has closed', async () => {
  const shop = await newShop(lab);
  const { page } = await visit(lab, shop, {
    page: dialogs['a native dialog']!,
    tag: 'data-manual',
  });
  await page.waitForFunction(() => window.nines?.('why'));
  await openDialog(page);
  await page.evaluate(() => window.nines?.('show'));
  await page.waitForTimeout(600);
  expect(await prompt(page).count()).toBe(0);
  const announced = page.evaluate(
    () =>
      new Promise((resolve) => {
        const look = () => {
          const root = document.querySelector('nines-survey')?.shadowRoot;
          if (!root) return requestAnimationFrame(look);
          const status = root.querySelector('[role=status]')!;
          // A screen reader announces what is added to a live region that is already there.
          const before = status.textContent;
          return new MutationObserver(() => resolve([before, status.textContent])).observe(status, {
            childList: true,
          });
        };
        look();
      }),
  );
  await page.locator('#dismiss').click();
  expect(await announced).toEqual(['', expect.stringContaining('How likely')]);
  await rate(page, 9);
  await responsesOnce(lab, shop, ({ score }) => score === 9);
});
