import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstOf } from '../../server/test/harness/soak.ts';
import { newShop, openLab, visit, type Lab } from './harness/lab.ts';
import { everyStep, expectReachable, measureCard, throughAllSteps } from './harness/steps.ts';

let lab: Lab;
beforeAll(async () => (lab = await openLab()));
afterAll(() => lab.close());

/** Records in each frame whether the card has a scrollbar. */
const watchScrollbars = `<script>
  framesWithScrollbar = 0;
  const watch = () => {
    const card = document.querySelector('nines-survey')?.shadowRoot?.querySelector('.card');
    const borders = card ? parseFloat(getComputedStyle(card).borderLeftWidth) * 2 : 0;
    if (card && card.offsetWidth - card.clientWidth > borders + 1) framesWithScrollbar++;
    requestAnimationFrame(watch);
  };
  watch();
</script>`;

const framesWithScrollbar = (page: Page) =>
  page.evaluate(() => (window as unknown as { framesWithScrollbar: number }).framesWithScrollbar);

const body = '<main><h1>Order placed</h1></main>';

describe('with scrollbars that take room', () => {
  it('a page’s scrollbar is 15 px wide in these tests', async () => {
    const page = await lab.browser.newPage();
    await page.setContent('<div style="height:9000px">');
    expect(await page.evaluate(() => innerWidth - document.documentElement.clientWidth)).toBe(15);
    await page.context().close();
  });

  it.each(
    firstOf(1, [
      [360, 740],
      [1280, 800],
      [768, 1024],
      [320, 568],
    ] as const),
  )('%i × %i: the card has none in any step', async (width, height) => {
    const { page } = await visit(lab, await newShop(lab, everyStep), {
      page: { head: watchScrollbars, body },
      viewport: { width, height },
      // The height of the card moves, and must not show a scrollbar then.
      reducedMotion: 'no-preference',
    });
    await throughAllSteps(page, async (step) => {
      const { scrollbar, below, sideways } = await measureCard(page);
      expect({ step, scrollbar, below, sideways }).toEqual({
        step,
        scrollbar: 0,
        below: 0,
        sideways: 0,
      });
    });
    expect(await framesWithScrollbar(page)).toBe(0);
  });

  it.each(
    firstOf(1, [
      [568, 320],
      [740, 360],
      [320, 256],
    ] as const),
  )('%i × %i: a card that scrolls keeps its controls large enough', async (width, height) => {
    const { page } = await visit(lab, await newShop(lab, everyStep), {
      page: { body },
      viewport: { width, height },
    });
    await throughAllSteps(page, async (step) => {
      const layout = await expectReachable(page, step);
      // A scrollbar only where there is something to scroll.
      expect(layout.scrollbar > 0).toBe(layout.below > 0);
    });
  });

  it('a prompt in the page has none either', async () => {
    const { page } = await visit(lab, await newShop(lab, everyStep), {
      page: { head: watchScrollbars, body: '<h1>Order placed</h1><div id="here"></div>' },
      tag: 'data-target="#here"',
    });
    await throughAllSteps(page, async () => {
      const { scrollbar, below, sideways } = await measureCard(page);
      expect({ scrollbar, below, sideways }).toEqual({ scrollbar: 0, below: 0, sideways: 0 });
    });
    expect(await framesWithScrollbar(page)).toBe(0);
  });
});
