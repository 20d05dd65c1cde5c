import type { CreatedShop } from '@nines/shared/wire/shop';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstOf } from '../../../server/test/harness/soak.ts';
import { newShop, openLab, responsesOnce, visit, type Lab } from '../harness/lab.ts';
import type { SitePage } from '../harness/site.ts';
import { brokenFunctions, breakable, type Outcome } from './broken-functions.ts';
import { debianNames, debianPage, libraryNames, libraryPage } from './libraries.ts';

let lab: Lab;
beforeAll(async () => (lab = await openLab()));
afterAll(() => lab.close());

const allSteps = ['reasons', 'comment', 'effort', 'expectation', 'email'] as const;

function newShopWithAllSteps(): Promise<CreatedShop> {
  return newShop(lab, {
    followUps: { promoter: [], passive: [], detractor: [...allSteps] },
    reasons: ['Delivery', 'Price', 'Quality'].map((en, index) => ({
      id: `r${index}`,
      label: { en },
    })),
  });
}

/** Answers every step as a shopper. */
async function answerAll(page: Page): Promise<void> {
  const send = page.getByRole('button', { name: 'Send' });
  await page.getByRole('radio', { name: /^3\b/ }).click();
  await page.getByRole('button', { name: 'Delivery' }).click();
  await page.getByRole('button', { name: 'Quality' }).click();
  await send.click();
  await page.getByRole('textbox').fill('A "quoted" word,\nand a line.');
  await send.click();
  await page.getByRole('radio', { name: /^6\b/ }).click();
  await page.getByRole('radio', { name: 'As I expected' }).click();
  await page.getByRole('textbox', { name: 'Your e-mail address' }).fill('kim@mail.example');
  await send.click();
  await page.getByRole('heading', { name: /^Thank you for telling us/ }).waitFor();
}

async function expectWholeSurvey(sitePage: SitePage): Promise<void> {
  const shop = await newShopWithAllSteps();
  const { page, complaints } = await visit(lab, shop, {
    page: sitePage,
    tag: 'data-order-id="1001" data-order-value="59.95" data-order-currency="EUR"',
  });
  await answerAll(page);
  const responses = await responsesOnce(lab, shop, ({ replyTo }) => replyTo !== null);
  expect(responses).toHaveLength(1);
  expect(responses[0]).toMatchObject({
    score: 3,
    reasons: ['r0', 'r2'],
    comment: 'A "quoted" word,\nand a line.',
    effort: 6,
    expectation: 'met',
    replyTo: 'kim@mail.example',
    order: { id: '1001', value: 59.95, currency: 'EUR' },
  });
  expect(complaints).toEqual([]);
  await page.context().close();
}

/** Opens the prompt while the page's broken function throws from its nth call on. */
function openWith(page: Page, failingCall: number): Promise<Outcome> {
  return page.evaluate(
    (call) => (window as unknown as { openWith(n: number): Promise<Outcome> }).openWith(call),
    failingCall,
  );
}

describe('beside a library that replaces parts of the browser', () => {
  it.each(libraryNames)('every step works and is stored beside %s', (name) =>
    expectWholeSurvey(libraryPage(name)),
  );

  it.for(debianNames)('every step works and is stored beside %s', async (name, { skip }) => {
    const page = debianPage(name);
    if (!page) return skip('Debian’s packages cannot be installed here');
    return expectWholeSurvey(page);
  });
});

describe.concurrent('when the browser fails while the prompt is built', () => {
  it.each(firstOf(3, Object.keys(brokenFunctions)))(
    '%s: the prompt is whole or not there',
    async (name) => {
      const { page, complaints, requests } = await visit(lab, await newShop(lab), {
        page: { head: breakable(brokenFunctions[name] ?? '') },
        tag: 'data-manual',
      });
      await page.waitForFunction(() => window.nines?.('why'));
      const outcomes: Outcome[] = [];
      for (const call of [1, 2, 4, 9, 20]) outcomes.push(await openWith(page, call));
      expect(outcomes.filter(({ hosts, whole }) => hosts > 0 && !whole)).toEqual([]);
      // Time for a view of a prompt that is not there.
      await page.waitForTimeout(300);
      const views = requests.filter((request) => request === 'POST /v1/views');
      expect(views.length).toBeLessThanOrEqual(outcomes.filter(({ whole }) => whole).length);
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );

  it('nothing is on the page and no view is sent when no element can be made', async () => {
    const { page, complaints, requests } = await visit(lab, await newShop(lab), {
      page: { head: breakable(brokenFunctions['createElement'] ?? '') },
      tag: 'data-manual',
    });
    await page.waitForFunction(() => window.nines?.('why'));
    expect(await openWith(page, 1)).toEqual({ thrown: true, hosts: 0, whole: false });
    await page.waitForTimeout(300);
    expect(requests).not.toContain('POST /v1/views');
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
