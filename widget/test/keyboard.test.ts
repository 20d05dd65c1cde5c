import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newShop, openLab, animationsEnded, visit, type Lab } from './harness/lab.ts';

let lab: Lab;
beforeAll(async () => (lab = await openLab()));
afterAll(() => lab.close());

/**
 * A headless browser has no on-screen keyboard, and its protocol can only zoom the visual viewport. So this
 * script reduces the viewport's height, as a phone's keyboard does.
 */
const keyboard = `<script>
  keyboardHeight = 0;
  const { get } = Object.getOwnPropertyDescriptor(VisualViewport.prototype, 'height');
  Object.defineProperty(VisualViewport.prototype, 'height', {
    get() { return get.call(this) - keyboardHeight; },
  });
</script>`;

/** Shows a keyboard of this height in pixels; 0 hides it. */
function showKeyboard(page: Page, height: number): Promise<void> {
  return page.evaluate((pixels) => {
    (window as unknown as { keyboardHeight: number }).keyboardHeight = pixels;
    visualViewport?.dispatchEvent(new Event('resize'));
  }, height);
}

async function edgesOf(page: Page, name: string): Promise<{ top: number; bottom: number }> {
  const part = page.locator(`nines-survey ${name}`).last();
  await part.evaluate((found) => found.scrollIntoView({ block: 'nearest' }));
  const box = (await part.boundingBox())!;
  return { top: box.y, bottom: box.y + box.height };
}

const phone = { width: 360, height: 740 };

describe('a phone’s keyboard', () => {
  it.each([
    [740, 300],
    [568, 340],
    [360, 220],
  ])('on a screen of %i px, %i px high, covers no control', async (height, covered) => {
    const { page } = await visit(lab, await newShop(lab), {
      viewport: { width: 360, height },
      page: { head: keyboard },
    });
    await page.getByRole('radio', { name: /^3\b/ }).click();
    await page.getByRole('textbox').focus();
    await animationsEnded(page);
    const before = await edgesOf(page, '.card');
    expect(before.bottom).toBe(height);
    await showKeyboard(page, covered);
    for (const part of ['.card', 'textarea', '.footer button']) {
      const { top, bottom } = await edgesOf(page, part);
      expect(top).toBeGreaterThanOrEqual(0);
      expect(bottom).toBeLessThanOrEqual(height - covered);
    }
    await showKeyboard(page, 0);
    expect(await edgesOf(page, '.card')).toEqual(before);
  });

  it('does not move the prompt when it is open for a field of the shop', async () => {
    const { page } = await visit(lab, await newShop(lab), {
      viewport: phone,
      page: { head: keyboard, body: '<input id="code">' },
    });
    await animationsEnded(page);
    await page.locator('#code').focus();
    await showKeyboard(page, 500);
    expect((await edgesOf(page, '.card')).bottom).toBe(phone.height);
  });

  it('does not move a prompt in the page', async () => {
    const body = '<div style="height:600px">Goods</div><div id="here"></div>';
    const { page } = await visit(lab, await newShop(lab), {
      viewport: phone,
      page: { head: keyboard, body },
      tag: 'data-target="#here"',
    });
    await page.getByRole('radio', { name: /^3\b/ }).click();
    await page.getByRole('textbox').focus();
    await showKeyboard(page, 300);
    expect(await page.locator('nines-survey .card').getAttribute('style')).toBeNull();
  });
});
