import type { CreatedShop } from '@nines/shared/wire/shop';
import type { CDPSession, Page } from 'playwright-core';
import { tagOf, visit, type Lab } from '../test/harness/lab.ts';

/** What a page cost the browser: milliseconds, and the unitless layout shift. */
export type PageCost = { script: number; task: number; blocking: number; shift: number };

/** How long a page is watched after it has loaded, in milliseconds. */
const watched = 1_500;
/** How many times the processor is slowed down: a modest phone. */
const slowdown = 4;

const observe = `<script>
  blocking = 0; shift = 0; taps = [];
  new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => blocking += duration - 50))
    .observe({ type: 'longtask', buffered: true });
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => shift += entry.hadRecentInput ? 0 : entry.value))
    .observe({ type: 'layout-shift', buffered: true });
  new PerformanceObserver((list) => list.getEntries().forEach(({ interactionId, duration }) => interactionId && taps.push(duration)))
    .observe({ type: 'event', durationThreshold: 16 });
</script>`;

type Noted = { blocking: number; shift: number; taps: number[] };

/**
 * Opens a page on a slow processor, with the tag or without one, and tells what it cost. `rested`: in a
 * browser that was asked before and is left alone.
 */
export async function measurePage(lab: Lab, shop?: CreatedShop, rested = false): Promise<PageCost> {
  const context = await lab.browser.newContext();
  const url = lab.site.url + lab.site.add({ head: observe, tag: shop ? tagOf(lab, shop) : '' });
  if (shop && rested) {
    const earlier = await context.newPage();
    await earlier.goto(url);
    await earlier.getByRole('button', { name: 'Close' }).click();
    await earlier.close();
  }
  const page = await context.newPage();
  const session = await slowDown(page);
  await page.goto(url);
  if (shop && !rested) await page.getByRole('radiogroup').waitFor();
  await page.waitForTimeout(watched);
  const { metrics } = await session.send('Performance.getMetrics');
  const milliseconds = (name: string) =>
    1e3 * (metrics.find((metric) => metric.name === name)?.value ?? NaN);
  const { blocking, shift } = await readNoted(page);
  await context.close();
  return {
    script: milliseconds('ScriptDuration'),
    task: milliseconds('TaskDuration'),
    blocking,
    shift,
  };
}

/** Rates and goes through the conversation, and gives each tap's time to the next paint in ms. */
export async function measureTaps(lab: Lab, shop: CreatedShop): Promise<number[]> {
  const { page } = await visit(lab, shop, { page: { head: observe } });
  await page.getByRole('radio', { name: /^9\b/ }).click();
  await page.getByRole('button', { name: 'Skip' }).click();
  await page.getByRole('heading', { name: /^Thank you/ }).waitFor();
  await page.waitForTimeout(300);
  const { taps } = await readNoted(page);
  await page.context().close();
  // The browser notes nothing that took less than 16 ms.
  return taps.length > 0 ? taps : [16];
}

async function slowDown(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  // The time of the page's own thread: other work on this machine does not count.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return session;
}

function readNoted(page: Page): Promise<Noted> {
  return page.evaluate(() => {
    const { blocking, shift, taps } = window as unknown as Noted;
    return { blocking, shift, taps };
  });
}
