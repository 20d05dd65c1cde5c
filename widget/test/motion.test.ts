import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstOf } from '../../server/test/harness/soak.ts';
import { newShop, openLab, visit, type Lab } from './harness/lab.ts';
import { everyStep, throughAllSteps } from './harness/steps.ts';

let lab: Lab;
beforeAll(async () => (lab = await openLab()));
afterAll(() => lab.close());

/**
 * Records every animation in the prompt: those of its styles when they start, and those of scripts when they
 * are made.
 */
const recordAnimations = `<script>
  recorded = [];
  const record = (animation) => {
    const { effect } = animation;
    const properties = effect.getKeyframes().flatMap((frame) => Object.keys(frame))
      .filter((name) => !['offset', 'computedOffset', 'easing', 'composite'].includes(name));
    const { duration, delay } = effect.getComputedTiming();
    recorded.push({ part: effect.target.className || effect.target.localName,
      properties: [...new Set(properties)], ms: duration + delay });
  };
  const { attachShadow, animate } = Element.prototype;
  Element.prototype.attachShadow = function (init) {
    const root = attachShadow.call(this, init);
    const recordTarget = ({ target }) => target.getAnimations().forEach(record);
    for (const type of ['animationstart', 'transitionrun']) {
      root.addEventListener(type, recordTarget);
      this.addEventListener(type, recordTarget);
    }
    return root;
  };
  Element.prototype.animate = function (...given) {
    const animation = animate.apply(this, given);
    record(animation);
    return animation;
  };
</script>`;

type Recorded = { part: string; properties: string[]; ms: number };

const recorded = (page: Page) =>
  page.evaluate(() => (window as unknown as { recorded: Recorded[] }).recorded);

const body = '<main><h1>Order placed</h1></main>';

it.each(
  firstOf(1, [
    ['phone', { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }],
    ['desktop', {}],
  ] as const),
)('with reduced motion nothing moves in any step, %s', async (_, device) => {
  const { page } = await visit(lab, await newShop(lab, everyStep), {
    page: { head: recordAnimations, body },
    reducedMotion: 'reduce',
    ...device,
  });
  await throughAllSteps(page, async () => {});
  // The time in which the prompt takes no taps is measured by an animation that shows nothing.
  const visible = (await recorded(page)).filter(
    ({ ms, properties }) => ms > 1 && properties.some((name) => name !== 'pointerEvents'),
  );
  expect(visible).toEqual([]);
});

describe('without reduced motion', () => {
  it('steps fade, the height moves, and nothing takes longer than half a second', async () => {
    const { page } = await visit(lab, await newShop(lab, everyStep), {
      page: { head: recordAnimations, body },
      reducedMotion: 'no-preference',
    });
    await throughAllSteps(page, async () => {});
    const all = await recorded(page);
    const properties = new Set(all.flatMap((animation) => animation.properties));
    expect(properties).toContain('opacity');
    expect([...properties].some((name) => /height|clip|blockSize/i.test(name))).toBe(true);
    expect(all.filter(({ ms }) => ms > 500)).toEqual([]);
  });

  it('the title of a step is balanced, so that no word stands alone', async () => {
    const { page } = await visit(lab, await newShop(lab), { page: { body } });
    await page.getByRole('radiogroup').waitFor();
    const wrap = await page
      .locator('nines-survey h2')
      .evaluate((title) => getComputedStyle(title).getPropertyValue('text-wrap'));
    expect(wrap).toBe('balance');
  });
});
