import type { CreatedShop } from '@nines/shared/wire/shop';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newShop, openLab, responsesOnce, visit, type Lab, type Visit } from '../harness/lab.ts';
import { shopPage } from './shop-page.ts';

let lab: Lab;
beforeAll(async () => (lab = await openLab()));
afterAll(() => lab.close());

/** A press counts only after this time, because the shopper may have aimed at what was there before. */
const shieldMs = 400;

/** A page whose button lies below the prompt and counts its clicks. */
const pay = shopPage({
  overlay: '<button id="pay" onclick="clicks++">Pay</button>',
  style: '#pay { position: absolute; inset: 0 0 auto; width: 100%; height: 100vh }',
  script: 'clicks = 0',
});

/** A script that records when the prompt came into sight, and when the last press was. */
const recorder = `<script>
  risenAt = Infinity; pressedAt = 0;
  const look = () => {
    const card = document.querySelector('nines-survey')?.shadowRoot?.querySelector('.card');
    if (!card?.checkVisibility({ visibilityProperty: true })) risenAt = Infinity;
    else if (risenAt === Infinity) risenAt = performance.now();
    requestAnimationFrame(look);
  };
  look();
  addEventListener('pointerdown', ({ timeStamp }) => (pressedAt = timeStamp), true);
</script>`;

type Recorded = { risenAt: number; pressedAt: number; clicks: number };

const readClicks = (page: Page) => page.evaluate(() => (globalThis as unknown as Recorded).clicks);

/** Presses on a number as soon as it is in sight, and returns how long after that the press was, in ms. */
async function pressAtOnce(page: Page, press: Press): Promise<number> {
  const found = await page.waitForFunction(() => {
    const root = document.querySelector('nines-survey')?.shadowRoot;
    const radio = root?.querySelector('[role=radio]:nth-child(6)');
    if (!radio?.checkVisibility({ visibilityProperty: true })) return undefined;
    const { x, y, width, height } = radio.getBoundingClientRect();
    return [x + width / 2, y + height / 2] as const;
  });
  const [x, y] = (await found.jsonValue()) ?? [0, 0];
  await press(page, x, y);
  return page.evaluate(() => {
    const { risenAt, pressedAt } = globalThis as unknown as Recorded;
    return pressedAt - risenAt;
  });
}

type Press = (page: Page, x: number, y: number) => Promise<void>;

const devices = {
  'a click': {
    device: { viewport: { width: 1280, height: 800 } },
    press: (page: Page, x: number, y: number) => page.mouse.click(x, y),
  },
  'a tap': {
    device: { viewport: { width: 360, height: 740 }, hasTouch: true },
    press: (page: Page, x: number, y: number) => page.touchscreen.tap(x, y),
  },
};

const answers = (requests: string[]) => requests.filter((text) => text === 'POST /v1/responses');

describe.each(Object.entries(devices))('%s', (_, { device, press }) => {
  /** Visits until the press came early enough, because a busy machine may be too slow. */
  async function pressEarly(
    shop: CreatedShop,
    prepare = async (_page: Page) => {},
  ): Promise<Visit> {
    for (;;) {
      const visited = await visit(lab, shop, {
        ...device,
        page: { ...pay, head: pay.head + recorder },
      });
      await prepare(visited.page);
      if ((await pressAtOnce(visited.page, press)) < shieldMs - 50) return visited;
      await visited.page.context().close();
    }
  }

  it('is no answer while the prompt rises and reaches the page below, and is one later', async () => {
    const shop = await newShop(lab);
    const { page, requests } = await pressEarly(shop);
    await expect.poll(() => readClicks(page)).toBe(1);
    await page.waitForTimeout(600);
    expect(answers(requests)).toEqual([]);
    await page.getByRole('radio', { name: /^9\b/ }).click();
    expect(await responsesOnce(lab, shop)).toMatchObject([{ score: 9 }]);
    expect(await readClicks(page)).toBe(1);
    await page.context().close();
  });

  it('is no answer when the prompt has just come back after a modal', async () => {
    const { requests, page } = await pressEarly(await newShop(lab), async (opened) => {
      await opened.getByRole('radiogroup').waitFor();
      await opened.evaluate(() => {
        const modal = document.createElement('div');
        modal.style.cssText = 'position: fixed; inset: 0; z-index: 99; background: #0007';
        modal.id = 'modal';
        document.body.append(modal);
      });
      await opened.locator('nines-survey .card').waitFor({ state: 'hidden' });
      await opened.evaluate(() => document.querySelector('#modal')?.remove());
    });
    await page.waitForTimeout(600);
    expect(answers(requests)).toEqual([]);
    await page.context().close();
  });
});

it('a screen reader’s click counts at once', async () => {
  const shop = await newShop(lab);
  const { page } = await visit(lab, shop, { page: pay });
  await page.waitForFunction(() => {
    const root = document.querySelector('nines-survey')?.shadowRoot;
    const radio = root?.querySelector<HTMLElement>('[role=radio]:nth-child(8)');
    radio?.click();
    return !!radio;
  });
  expect(await responsesOnce(lab, shop)).toMatchObject([{ score: 7 }]);
});

it('a key counts at once', async () => {
  const shop = await newShop(lab);
  const { page } = await visit(lab, shop, { page: pay });
  await page.getByRole('radio', { name: /^7\b/ }).focus();
  await page.keyboard.press('Enter');
  expect(await responsesOnce(lab, shop)).toMatchObject([{ score: 7 }]);
});
