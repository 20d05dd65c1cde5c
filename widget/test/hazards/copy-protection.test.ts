import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstOf } from '../../../server/test/harness/soak.ts';
import { newShop, openLab, visit, type Lab } from '../harness/lab.ts';
import { copyProtections } from './copy-protection.ts';

let lab: Lab;
beforeAll(async () => (lab = await openLab()));
afterAll(() => lab.close());

/**
 * Registered before all other listeners. For each menu of the right button, whether it was prevented, read
 * after all other listeners.
 */
const watchMenus = `<script>
  preventedMenus = [];
  addEventListener('contextmenu', (event) => {
    setTimeout(() => preventedMenus.push(event.defaultPrevented));
  }, true);
</script>`;

const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };

/** Opens the page with the loader first, then the page's late handlers, then the comment. */
async function openComment(name: string, device = {}): Promise<Page> {
  const { late, head = '', ...site } = copyProtections[name]!;
  const { page } = await visit(lab, await newShop(lab), {
    page: { head: watchMenus + head, ...site },
    tag: 'data-manual',
    ...device,
  });
  await page.waitForFunction(() => window.nines?.('why'));
  if (late) await page.evaluate('register()');
  await page.evaluate(() => window.nines?.('show'));
  await page.getByRole('radio', { name: /^3\b/ }).click();
  await comment(page).waitFor();
  return page;
}

const comment = (page: Page) => page.locator('nines-survey textarea');

const hasFocus = (page: Page) =>
  comment(page).evaluate((field) => (field.getRootNode() as ShadowRoot).activeElement === field);

/** The characters that are selected in the comment. */
const selection = (page: Page) =>
  comment(page).evaluate((field: HTMLTextAreaElement) =>
    field.value.slice(field.selectionStart, field.selectionEnd),
  );

describe.each(firstOf(1, Object.keys(copyProtections)))('%s', (name) => {
  it('a click focuses the comment, and text can be typed, selected, copied and pasted', async () => {
    const page = await openComment(name);
    await comment(page).click();
    expect(await hasFocus(page)).toBe(true);
    await page.keyboard.type('late ');
    await comment(page).dblclick({ position: { x: 24, y: 24 } });
    expect((await selection(page)).trim()).toBe('late');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.press('ControlOrMeta+C');
    await page.keyboard.press('End');
    await page.keyboard.press('ControlOrMeta+V');
    expect(await comment(page).inputValue()).toBe('late late ');
    await comment(page).click({ button: 'right' });
    const menus = () =>
      page.evaluate(() => (window as unknown as { preventedMenus: boolean[] }).preventedMenus);
    await expect.poll(menus).toEqual([false]);
  });

  it('a tap on a phone focuses the comment', async () => {
    const page = await openComment(name, phone);
    await comment(page).tap();
    await expect.poll(() => hasFocus(page)).toBe(true);
    await page.keyboard.type('late');
    expect(await comment(page).inputValue()).toBe('late');
  });
});

it('the shop’s own texts stay protected', async () => {
  const page = await openComment('capturing listeners on document');
  await page.getByText('Nothing here').dblclick();
  expect(await page.evaluate(() => String(getSelection()))).toBe('');
});
