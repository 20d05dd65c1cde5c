import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newShop, openLab, visit, type Lab, type SettingsChange } from './harness/lab.ts';

let lab: Lab;
beforeAll(async () => (lab = await openLab()));
afterAll(() => lab.close());

const prompt = (page: Page) => page.locator('nines-survey .card');
const noFollowUps = { promoter: [], passive: [], detractor: [] };

/** Goes to the thanks by script, so that neither the mouse nor the focus is in the card. The clock is paused. */
async function openThanks(change: SettingsChange = {}): Promise<Page> {
  const shop = await newShop(lab, { followUps: noFollowUps, ...change });
  const { page } = await visit(lab, shop, { clock: 'paused' });
  await page.waitForFunction(() => window.nines?.('why'));
  await page.clock.runFor(500);
  await page.getByRole('radiogroup').waitFor();
  await page.evaluate(() => {
    const seen = window as unknown as { completions: number; closings: number };
    seen.completions = seen.closings = 0;
    addEventListener('nines:completed', () => seen.completions++);
    addEventListener('nines:closed', () => seen.closings++);
  });
  await page.getByRole('radio', { name: /^9\b/ }).evaluate((radio: HTMLElement) => radio.click());
  const title = page.getByRole('heading', { name: 'Thank you, that makes our day.' });
  const isThanks = async () => {
    await page.clock.runFor(100);
    return title.isVisible();
  };
  await expect.poll(isThanks).toBe(true);
  return page;
}

const events = (page: Page) =>
  page.evaluate(() => {
    const { completions, closings } = window as unknown as {
      completions: number;
      closings: number;
    };
    return { completions, closings };
  });

describe('the thanks', () => {
  it('go by themselves after five seconds, and not before', async () => {
    const page = await openThanks();
    await page.clock.runFor(4_500);
    expect(await prompt(page).isVisible()).toBe(true);
    await page.clock.runFor(700);
    await prompt(page).waitFor({ state: 'detached' });
    expect(await events(page)).toEqual({ completions: 1, closings: 1 });
  });

  it('stay while the mouse is on them, and go after it has left', async () => {
    const page = await openThanks();
    // The prompt may still be in its first moments, in which it takes no pointer events, or change its height.
    const isHovered = async () => {
      const { x, y } = (await prompt(page).boundingBox())!;
      await page.mouse.move(x + 40, y + 40);
      await page.clock.runFor(50);
      return prompt(page).evaluate((card) => card.matches(':hover'));
    };
    await expect.poll(isHovered).toBe(true);
    await page.clock.runFor(20_000);
    expect(await prompt(page).isVisible()).toBe(true);
    await page.mouse.move(5, 5);
    await page.clock.runFor(5_500);
    await prompt(page).waitFor({ state: 'detached' });
  });

  it('stay while the keyboard’s focus is in them, and go after it has left', async () => {
    const page = await openThanks();
    await page.keyboard.press('Tab');
    const inside = () => page.evaluate(() => document.activeElement?.localName);
    expect(await inside()).toBe('nines-survey');
    await page.clock.runFor(20_000);
    expect(await prompt(page).isVisible()).toBe(true);
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.clock.runFor(5_500);
    await prompt(page).waitFor({ state: 'detached' });
  });

  it('stay where they show a link to a review', async () => {
    const page = await openThanks({ review: { url: 'https://reviews.example', site: 'Kiyoh' } });
    await page.getByRole('link', { name: /Kiyoh/ }).waitFor();
    await page.clock.runFor(60_000);
    expect(await prompt(page).isVisible()).toBe(true);
  });

  it('are one line with a tick, which screen readers do not read', async () => {
    const page = await openThanks();
    const { tick, lines } = await page.locator('nines-survey h2').evaluate((title) => {
      const range = document.createRange();
      range.selectNodeContents(title.querySelector('span')!);
      const lineTops = [...range.getClientRects()].map(({ top }) => Math.round(top));
      return {
        tick: getComputedStyle(title, '::before').content,
        lines: new Set(lineTops).size,
      };
    });
    expect(tick).toContain('✓');
    expect(lines).toBe(1);
    const name = 'Thank you, that makes our day.';
    await page.getByRole('heading', { name, exact: true }).waitFor();
    // Nothing but the title: the card is little higher than one line.
    const height = async () => (await prompt(page).boundingBox())!.height;
    await expect.poll(height).toBeLessThan(100);
  });

  it('offer the same review link after every score, less prominent for detractors', async () => {
    const shop = await newShop(lab, {
      followUps: noFollowUps,
      review: { url: 'https://reviews.example', site: 'Kiyoh' },
    });
    const linkAfter = async (score: number) => {
      const { page } = await visit(lab, shop);
      await page.getByRole('radio', { name: new RegExp(`^${score}\\b`) }).click();
      const link = page.getByRole('link', { name: 'Review us on Kiyoh' });
      await link.waitFor();
      return link.evaluate((found: HTMLAnchorElement) => ({
        href: found.href,
        text: found.textContent,
        filled: getComputedStyle(found).backgroundColor !== 'rgba(0, 0, 0, 0)',
        prominent: found.matches('.go'),
      }));
    };
    const [detractor, promoter] = [await linkAfter(2), await linkAfter(10)];
    expect({ ...detractor, filled: true, prominent: true }).toEqual(promoter);
    expect(detractor.prominent).toBe(false);
  });
});
