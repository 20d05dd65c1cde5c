import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { animationsEnded, newShop, openLab, visit, type Lab } from './harness/lab.ts';

let lab: Lab;
beforeAll(async () => (lab = await openLab()));
afterAll(() => lab.close());

const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };

async function openPhone(): Promise<Page> {
  const { page } = await visit(lab, await newShop(lab), phone);
  await animationsEnded(page);
  // In its first moments the prompt takes no pointer events.
  await page.waitForFunction(() => {
    const host = document.querySelector('nines-survey')!;
    const { x, y, width, height } = host.getBoundingClientRect();
    return document.elementFromPoint(x + width / 2, y + height / 2) === host;
  });
  return page;
}

type Swipe = { from: string; down: number; across?: number };

/** Where a swipe starts: in the middle of a part of the card, or on the grabber at the card's upper edge. */
async function startOf(page: Page, from: string): Promise<{ x: number; y: number }> {
  const part = from === 'the grabber' ? '.card' : from;
  const { x, y, width, height } = (await page.locator(`nines-survey ${part}`).boundingBox())!;
  return { x: x + width / 2, y: from === 'the grabber' ? y + 8 : y + height / 2 };
}

/** Swipes with one finger, by real touch events. */
async function swipe(page: Page, { from, down, across = 0 }: Swipe): Promise<void> {
  const start = await startOf(page, from);
  const session = await page.context().newCDPSession(page);
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', share: number) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints:
        type === 'touchEnd'
          ? []
          : [{ x: start.x + across * share, y: Math.min(start.y + down * share, 735) }],
    });
  await send('touchStart', 0);
  for (let step = 1; step <= 10; step++) await send('touchMove', step / 10);
  await send('touchEnd', 1);
  await session.detach();
}

describe('on a phone', () => {
  it.each(['the grabber', 'h2'])('a swipe down from %s closes the prompt', async (from) => {
    const page = await openPhone();
    await swipe(page, { from, down: 200 });
    await page.locator('nines-survey').waitFor({ state: 'detached' });
  });

  it.each([
    ['a short swipe', { from: 'the grabber', down: 16 }],
    ['a swipe up', { from: 'the grabber', down: -120 }],
    ['a swipe to the side', { from: 'the grabber', down: 10, across: 140 }],
  ])('%s does not close it, and leaves it where it was', async (_, gesture) => {
    const page = await openPhone();
    const top = async () => Math.round((await page.locator('nines-survey .card').boundingBox())!.y);
    const before = await top();
    await swipe(page, gesture);
    await page.waitForTimeout(600);
    await animationsEnded(page);
    expect(await top()).toBe(before);
    await page.getByRole('radio', { name: /^9\b/ }).tap();
    await page.getByRole('textbox').waitFor();
  });

  it('a swipe over the numbers is no answer', async () => {
    const page = await openPhone();
    await swipe(page, { from: '.scale', down: 0, across: 120 });
    await page.waitForTimeout(600);
    expect(await page.locator('nines-survey textarea').count()).toBe(0);
  });

  it('closing by a swipe counts as closing by ✕', async () => {
    const page = await openPhone();
    await page.evaluate(() => {
      const seen = window as unknown as { closings: number };
      seen.closings = 0;
      addEventListener('nines:closed', () => seen.closings++);
    });
    await swipe(page, { from: 'the grabber', down: 200 });
    const closings = () =>
      page.evaluate(() => (window as unknown as { closings: number }).closings);
    await expect.poll(closings).toBe(1);
  });

  it('✕ is a glyph of 20 px in a target of 44 px', async () => {
    const page = await openPhone();
    const close = page.getByRole('button', { name: 'Close' });
    const { width, height } = (await close.boundingBox())!;
    expect([width, height].map(Math.round)).toEqual([44, 44]);
    // Drawn as an image or written as a character.
    const glyph = await close.evaluate(
      (button) =>
        button.querySelector('svg')?.getBoundingClientRect().width ??
        parseFloat(getComputedStyle(button).fontSize),
    );
    expect(glyph).toBeCloseTo(20, 0);
  });
});

it('a finger moved in a field, after a swipe that was too short, does not close the prompt', async () => {
  const page = await openPhone();
  await page.getByRole('radio', { name: /^3\b/ }).tap();
  await page.getByRole('textbox').waitFor();
  await animationsEnded(page);
  await swipe(page, { from: 'h2', down: 16 });
  await swipe(page, { from: 'textarea', down: 40 });
  await page.waitForTimeout(400);
  await page.getByRole('textbox').waitFor();
});
