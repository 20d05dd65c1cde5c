import type { SettingsChange } from '../harness/lab.ts';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstOf } from '../../../server/test/harness/soak.ts';
import { newShop, openLab, responsesOnce, visit, type Lab } from '../harness/lab.ts';
import type { SitePage } from '../harness/site.ts';
import { bottomBars, lateBars, topBars } from './bars.ts';
import { consentNotices, lastingCookieLinks, lateConsent } from './consent.ts';
import { clear, measureLayout, untilClear, waitUntilHeldBack } from './prompt.ts';

let lab: Lab;
beforeAll(async () => (lab = await openLab()));
afterAll(() => lab.close());

const viewports = {
  'on a phone': { viewport: { width: 360, height: 740 }, hasTouch: true },
  'on a desktop': { viewport: { width: 1280, height: 800 } },
};

const card = (page: Page) => page.locator('nines-survey .card');

/** Clicks the consenting choice of a notice, which may be in a shadow root or in a frame. */
async function consent(page: Page): Promise<void> {
  for (const frame of page.frames()) {
    const choice = frame.locator('[data-accept]');
    if (await choice.count()) await choice.click();
  }
}

// Concurrent, because these tests mostly wait.
describe.concurrent.each(firstOf(1, Object.entries(viewports)))('%s', (_, device) => {
  async function open(page: SitePage = {}, settings: SettingsChange = {}) {
    const shop = await newShop(lab, settings);
    return { shop, ...(await visit(lab, shop, { ...device, page })) };
  }

  it.each(Object.keys(consentNotices))('the prompt waits for %s', async (name) => {
    const { page } = await open(consentNotices[name]);
    await waitUntilHeldBack(page);
    await page.waitForTimeout(600);
    expect(await card(page).isVisible()).toBe(false);
    await consent(page);
    await page.getByRole('radio', { name: /^9\b/ }).click();
    await page.getByRole('textbox').waitFor();
    await page.context().close();
  });

  it('the prompt steps aside for a consent notice that comes later, and returns as it was', async () => {
    const { page, shop } = await open(lateConsent);
    await page.getByRole('radio', { name: /^3\b/ }).click();
    await page.getByRole('textbox').fill('Half a sent');
    await page.locator('#bring').click();
    await card(page).waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'I decline' }).click();
    await card(page).waitFor();
    expect(await page.getByRole('textbox').inputValue()).toBe('Half a sent');
    await page.getByRole('textbox').pressSequentially('ence.');
    await page.getByRole('button', { name: 'Send' }).click();
    const [response] = await responsesOnce(lab, shop, ({ comment }) => comment !== null);
    expect(response).toMatchObject({ score: 3, comment: 'Half a sentence.' });
    await page.context().close();
  });

  it.each(Object.keys(lastingCookieLinks))('the prompt does not wait for %s', async (name) => {
    const { page } = await open(lastingCookieLinks[name]);
    await page.getByRole('radiogroup').waitFor();
    await untilClear(page, '#ot-sdk-btn-floating, .legal');
    await page.context().close();
  });

  it.each(Object.keys(bottomBars))('the prompt rises above %s in every step', async (name) => {
    const { page } = await open(bottomBars[name]);
    await page.getByRole('radiogroup').waitFor();
    expect(await measureLayout(page)).toEqual(clear);
    await page.getByRole('radio', { name: /^3\b/ }).click();
    await page.getByRole('textbox').waitFor();
    expect(await measureLayout(page)).toEqual(clear);
    await page.getByRole('button', { name: 'Skip' }).click();
    await page.getByRole('heading', { name: /^Thank you/ }).waitFor();
    expect(await measureLayout(page)).toEqual(clear);
    await page.context().close();
  });

  it.each(Object.keys(topBars))('a prompt at the top goes below %s', async (name) => {
    const { page } = await open(topBars[name], { look: { position: 'top-right' } });
    await page.getByRole('radiogroup').waitFor();
    expect(await measureLayout(page)).toEqual(clear);
    await page.context().close();
  });

  it.each(Object.keys(lateBars))('the prompt rises when %s comes later', async (name) => {
    const { page } = await open(lateBars[name]);
    await page.getByRole('radiogroup').waitFor();
    await page.locator('#bring').click();
    await page.locator('[data-tap]').waitFor();
    await untilClear(page);
    await page.context().close();
  });
});

describe('where the screen is too low', () => {
  it('the prompt covers nothing that must be tapped, or waits', async () => {
    const { page } = await visit(lab, await newShop(lab), {
      viewport: { width: 568, height: 320 },
      page: bottomBars['a basket bar and a chat button above it'] ?? {},
    });
    await page.waitForFunction(() => window.nines?.('why'));
    await page.waitForTimeout(1_500);
    expect(await measureLayout(page)).toMatchObject({ covered: [], outside: false });
  });

  it.each([
    ['a header', 683, 480, topBars['a fixed header'], ['expectation']],
    ['a basket bar', 740, 330, bottomBars['a sticky basket bar'], ['comment']],
  ] as const)(
    'the prompt stays when a later step has no room beside %s',
    async (_, width, height, page, steps) => {
      const followUps = { promoter: [...steps], passive: [], detractor: [] };
      const opened = await visit(lab, await newShop(lab, { followUps }), {
        viewport: { width, height },
        page: page ?? {},
      });
      await opened.page.getByRole('radio', { name: /^9\b/ }).click();
      const skip = opened.page.getByRole('button', { name: 'Skip' });
      await skip.waitFor();
      await opened.page.waitForTimeout(600);
      await skip.click();
      await opened.page.getByRole('heading', { name: /^Thank you/ }).waitFor();
    },
  );
});
