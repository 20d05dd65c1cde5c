import type { CreatedShop } from '@nines/shared/wire/shop';
import type { CDPSession, Page } from 'playwright-core';
import { tagOf, visit, type Lab } from '../test/harness/lab.ts';

/** The cost of a page: times in milliseconds, and the layout shift, which has no unit. */
export type PageCost = { script: number; task: number; blocking: number; shift: number };

/** How long a page is observed after it has loaded, in milliseconds. */
const observedMs = 1_500;
/** The factor by which the processor is slowed down, to the speed of a simple phone. */
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

type Recorded = { blocking: number; shift: number; taps: number[] };

/**
 * Opens a page on a slow processor, with the tag or without, and measures its cost. `rested`: in a browser
 * that was asked before, so that the prompt does not appear.
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
  await page.waitForTimeout(observedMs);
  const { metrics } = await session.send('Performance.getMetrics');
  const milliseconds = (name: string) =>
    1e3 * (metrics.find((metric) => metric.name === name)?.value ?? NaN);
  const { blocking, shift } = await readRecorded(page);
  await context.close();
  return {
    script: milliseconds('ScriptDuration'),
    task: milliseconds('TaskDuration'),
    blocking,
    shift,
  };
}

/** Goes through the steps and returns the time from each tap to the next paint, in ms. */
export async function measureTaps(lab: Lab, shop: CreatedShop): Promise<number[]> {
  const { page } = await visit(lab, shop, { page: { head: observe } });
  await page.getByRole('radio', { name: /^9\b/ }).click();
  await page.getByRole('button', { name: 'Skip' }).click();
  await page.getByRole('heading', { name: /^Thank you/ }).waitFor();
  await page.waitForTimeout(300);
  const { taps } = await readRecorded(page);
  await page.context().close();
  // The browser does not record taps that took less than 16 ms.
  return taps.length > 0 ? taps : [16];
}

async function slowDown(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  // Measure the time of the page's thread, which excludes other work on this machine.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return session;
}

function readRecorded(page: Page): Promise<Recorded> {
  return page.evaluate(() => {
    const { blocking, shift, taps } = window as unknown as Recorded;
    return { blocking, shift, taps };
  });
}
