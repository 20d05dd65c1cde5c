import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newShop, openLab, animationsEnded, visit, type Lab } from './harness/lab.ts';

let lab: Lab;
beforeAll(async () => (lab = await openLab()));
afterAll(() => lab.close());

describe('does not disturb the shopper', () => {
  it.each([
    [
      'a dialog',
      '<dialog>Hi</dialog><script>document.querySelector("dialog").showModal()</script>',
    ],
    ['an element with aria-modal', '<div role="dialog" aria-modal="true">Hi</div>'],
  ])('waits until %s has closed', async (_, body) => {
    const { page } = await visit(lab, await newShop(lab), { page: { body } });
    await page.waitForFunction(() => window.nines?.('why')?.['free'] === null);
    await page.waitForTimeout(600);
    expect(await page.locator('nines-survey').count()).toBe(0);
    await page.evaluate(() => document.querySelector('dialog, div')?.remove());
    await page.getByRole('radio', { name: /^9\b/ }).click();
  });

  it('leaves room for a phone’s safe area', async () => {
    const { page } = await visit(lab, await newShop(lab), {
      viewport: { width: 360, height: 740 },
    });
    await page.getByRole('radiogroup').waitFor();
    const space = () =>
      page
        .locator('nines-survey .card')
        .evaluate((card) => parseFloat(getComputedStyle(card).paddingBottom));
    expect(await space()).toBe(16);
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setSafeAreaInsetsOverride', { insets: { bottom: 34 } });
    await expect.poll(space).toBe(50);
  });

  it('is above an element with the highest z-index', async () => {
    const cover =
      '<div style="position:absolute;inset:0;z-index:2147483647;background:#0008" id="cover"></div>';
    const { page } = await visit(lab, await newShop(lab), { page: { body: cover } });
    await page.getByRole('radio', { name: /^9\b/ }).click();
    await page.getByRole('textbox').waitFor();
  });

  it('does not take the focus, waits while the shopper types, and restores the focus', async () => {
    const body = '<input id="code" autofocus><button id="buy">Buy</button>';
    const { page } = await visit(lab, await newShop(lab), { page: { body } });
    await page.waitForFunction(() => window.nines?.('why')?.['free'] === null);
    await page.waitForTimeout(600);
    expect(await page.locator('nines-survey').count()).toBe(0);
    await page.locator('#buy').focus();
    await page.getByRole('radiogroup').waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.id);
    expect(await focused()).toBe('buy');
    await page.getByRole('radio', { name: /^3\b/ }).focus();
    await page.keyboard.press('Escape');
    await page.locator('nines-survey').waitFor({ state: 'detached' });
    expect(await focused()).toBe('buy');
  });

  it('hides its key events from the shop’s shortcuts', async () => {
    const { page } = await visit(lab, await newShop(lab), {
      page: {
        head: '<script>pressedKeys = []; addEventListener("keydown", ({ key }) => pressedKeys.push(key))</script>',
      },
    });
    await page.getByRole('radio', { name: /^3\b/ }).click();
    await page.getByRole('textbox').pressSequentially('s/');
    expect(await page.getByRole('textbox').inputValue()).toBe('s/');
    expect(
      await page.evaluate(() => (window as unknown as { pressedKeys: string[] }).pressedKeys),
    ).toEqual([]);
  });

  it('does not follow the shopper to the next page of a single-page shop', async () => {
    const shop = await newShop(lab, { display: { delay: 1, exceptPages: ['/elsewhere'] } });
    const { page } = await visit(lab, shop, { tag: 'data-order-id="1"', clock: 'paused' });
    await page.waitForFunction(() => window.nines?.('why')?.['delay'] === null);
    await page.evaluate(() => history.pushState({}, '', '/elsewhere'));
    await page.clock.runFor(5_000);
    await page.waitForTimeout(600);
    expect(await page.locator('nines-survey').count()).toBe(0);
    const standing = await visit(lab, await newShop(lab));
    await standing.page.getByRole('radiogroup').waitFor();
    await standing.page.evaluate(() => history.pushState({}, '', '/elsewhere'));
    await standing.page.locator('nines-survey').waitFor({ state: 'detached' });
  });

  it('does not appear when the shopper leaves its page while it loads', async () => {
    const { page } = await visit(lab, await newShop(lab), { tag: 'data-manual' });
    await page.waitForFunction(() => window.nines?.('why'));
    let arrived = false;
    await page.context().route('**/w/prompt*', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 700));
      await route.continue();
      arrived = true;
    });
    await page.evaluate(() => {
      window.nines?.('show');
      history.pushState({}, '', '/elsewhere');
    });
    await expect.poll(() => arrived).toBe(true);
    await page.waitForTimeout(400);
    expect(await page.locator('nines-survey').count()).toBe(0);
    await page.evaluate(() => window.nines?.('show'));
    await page.getByRole('radiogroup').waitFor();
  });

  it('is not printed', async () => {
    const { page } = await visit(lab, await newShop(lab));
    await page.getByRole('radiogroup').waitFor();
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('nines-survey').isVisible()).toBe(false);
  });
});

describe('at every size', () => {
  it.each([
    [320, 568],
    [360, 740],
    [320, 256],
    [740, 360],
    [1280, 800],
  ])('%i × %i: every control can be reached and is large enough to tap', async (width, height) => {
    const all = ['reasons', 'comment', 'effort', 'expectation', 'email'] as const;
    const shop = await newShop(lab, {
      followUps: { promoter: [...all], passive: [], detractor: [] },
      reasons: ['Delivery', 'Price', 'Quality of the goods'].map((en, index) => ({
        id: `r${index}`,
        label: { en },
      })),
    });
    const { page } = await visit(lab, shop, { viewport: { width, height } });
    await page.getByRole('radiogroup').waitFor();
    const measure = () =>
      page.evaluate(() => {
        const root = document.querySelector('nines-survey')?.shadowRoot;
        const card = root?.querySelector('.card');
        const targets = [...(root?.querySelectorAll('button, input, textarea, a') ?? [])];
        // Without the page's scrollbar, which `innerWidth` includes.
        const { clientWidth, scrollWidth } = document.documentElement;
        return {
          sideways: (card?.scrollWidth ?? 0) - (card?.clientWidth ?? 0),
          page: scrollWidth - clientWidth,
          outside: targets.filter((target) => {
            target.scrollIntoView({ block: 'nearest' });
            const { left, right, top, bottom } = target.getBoundingClientRect();
            return left < 0 || right > clientWidth || top < -1 || bottom > innerHeight + 1;
          }).length,
          narrowest: Math.min(...targets.map((target) => target.getBoundingClientRect().width)),
          lowest: Math.min(...targets.map((target) => target.getBoundingClientRect().height)),
        };
      });
    const expectReachable = async () => {
      await animationsEnded(page);
      const found = await measure();
      expect(found).toMatchObject({ sideways: 0, page: 0, outside: 0 });
      expect(found.narrowest).toBeGreaterThanOrEqual(24);
      expect(found.lowest).toBeGreaterThanOrEqual(44);
    };
    await expectReachable();
    await page.getByRole('radio', { name: /^10/ }).click();
    for (const _ of all) {
      await page.getByRole('button', { name: 'Skip' }).waitFor();
      await expectReachable();
      await page.getByRole('button', { name: 'Skip' }).click();
    }
    await expectReachable();
  });
});
