import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstOf } from '../../../server/test/harness/soak.ts';
import { newShop, openLab, responsesOnce, visit, type Lab } from '../harness/lab.ts';
import { harmlessModals, openModals } from './modals.ts';
import { waitUntilHeldBack } from './prompt.ts';

let lab: Lab;
beforeAll(async () => (lab = await openLab()));
afterAll(() => lab.close());

const viewports = {
  'on a desktop': { viewport: { width: 1280, height: 800 } },
  'on a phone': { viewport: { width: 360, height: 740 }, hasTouch: true },
};

// Concurrent, because these tests mostly wait.
describe.concurrent.each(firstOf(1, Object.entries(viewports)))('%s', (_, device) => {
  it.each(firstOf(14, Object.keys(harmlessModals)))(
    'the prompt appears on a page with %s',
    async (name) => {
      const shop = await newShop(lab);
      const { page, complaints } = await visit(lab, shop, {
        ...device,
        page: harmlessModals[name] ?? {},
      });
      await page.getByRole('radio', { name: /^9\b/ }).click();
      const [response] = await responsesOnce(lab, shop);
      expect(response).toMatchObject({ score: 9 });
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );

  it.each(Object.keys(openModals))('the prompt waits until %s has closed', async (name) => {
    const { page } = await visit(lab, await newShop(lab), {
      ...device,
      page: openModals[name] ?? {},
    });
    await waitUntilHeldBack(page);
    await page.waitForTimeout(600);
    expect(await page.locator('nines-survey').count()).toBe(0);
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('radio', { name: /^9\b/ }).click();
    await page.getByRole('textbox').waitFor();
    await page.context().close();
  });
});
