import type { Aggregate } from '@nines/shared/wire/aggregate';
import type { StoredResponse } from '@nines/shared/wire/response';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openBrowser } from '@nines/server/harness/browser';
import { openNines } from '@nines/server/harness/nines-process';
import { aggregateOf } from '@nines/server/harness/requests';
import { askAsShop } from '@nines/server/harness/shops';
import { until } from '@nines/server/harness/until';
import { buy, openTrial, type Trial } from './trial.ts';

let server: { url: string; stop(): Promise<unknown> };
let browser: Browser;
let trial: Trial;
let page: Page;
/** Errors of scripts, and violations of the shop's Content Security Policy. */
let complaints: string[];

beforeAll(async () => {
  browser = await openBrowser();
  server = await openNines();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

beforeEach(async () => {
  trial = await openTrial(server);
  page = await newShopper('nl-NL');
});

afterEach(async () => {
  await page?.context().close();
  await trial?.example.close();
});

test('a shopper who buys, rates 9 and comments is counted as one promoter with a verified order', async () => {
  const order = await buy(page, trial);
  await page.getByRole('radiogroup').waitFor();
  expect(await page.getByRole('radio').count()).toBe(11);
  await page.getByRole('radio', { name: /^9\b/ }).click();
  await page.getByRole('textbox').fill('Prachtig glazuur, snel in huis.');
  await page.getByRole('button', { name: 'Versturen' }).click();

  const [response] = await responsesOnce(({ comment }) => comment !== null);
  expect(response).toMatchObject({
    score: 9,
    comment: 'Prachtig glazuur, snel in huis.',
    moment: 'checkout',
    channel: 'widget',
    device: 'desktop',
    locale: 'nl',
    url: page.url(),
    verified: true,
    order: { id: order, value: 38.95, currency: 'EUR' },
    customer: expect.any(String),
  });
  const total = await totalOnceViewed();
  expect(total).toMatchObject({ responses: 1, views: 1, promoters: 1, passives: 0, detractors: 0 });
  expect(total).toMatchObject({ nps: 100, responseRate: 1, mean: 9 });
  expect(total.scores).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0]);
  expect(complaints).toEqual([]);
});

test('the prompt is in English for an English shopper', async () => {
  await page.context().close();
  page = await newShopper('en-IE');
  await buy(page, trial);
  await page.getByRole('heading', { name: 'How likely are you to recommend Oever' }).waitFor();
});

test('a shopper can rate and comment with the keyboard alone', async () => {
  await buy(page, trial);
  await page.getByRole('radiogroup').waitFor();
  await pressUntil('Tab', /^radio /);
  await pressUntil('ArrowRight', /^radio 9/);
  await page.keyboard.press('Enter');
  await page.getByRole('textbox').waitFor();
  await pressUntil('Tab', /^textarea/);
  await page.keyboard.type('Zonder muis.');
  await pressUntil('Tab', /Versturen/);
  await page.keyboard.press('Enter');

  const [response] = await responsesOnce(({ comment }) => comment !== null);
  expect(response).toMatchObject({ score: 9, comment: 'Zonder muis.' });
  const { total } = await aggregateOf(server, trial.shop);
  expect(total).toMatchObject({ responses: 1, promoters: 1 });
});

test('a shopper who closes the prompt is counted as a view only, and not asked again', async () => {
  await buy(page, trial);
  await page.getByRole('radiogroup').waitFor();
  await page.getByRole('button', { name: 'Sluiten' }).click();
  await page.getByRole('radiogroup').waitFor({ state: 'hidden' });

  const total = await totalOnceViewed();
  expect(total).toMatchObject({ responses: 0, views: 1, responseRate: 0, nps: null });

  await buy(page, trial);
  await page.waitForFunction(() => 'skippedBy' in window);
  expect(await page.evaluate(() => (window as { skippedBy?: string }).skippedBy)).toBe('rest');
  expect(await page.getByRole('radiogroup').count()).toBe(0);
});

test('a score counts when the shopper leaves right after it', async () => {
  await buy(page, trial);
  await page.getByRole('radio', { name: /^3\b/ }).click();
  await page.goto(trial.example.url);

  const [response] = await responsesOnce(() => true);
  expect(response).toMatchObject({ score: 3, comment: null });
  const { total } = await aggregateOf(server, trial.shop);
  expect(total).toMatchObject({ responses: 1, detractors: 1, nps: -100 });
});

async function newShopper(locale: string): Promise<Page> {
  const context = await browser.newContext({ locale });
  // Listens before the tag runs, to record which rule prevented the prompt.
  await context.addInitScript(() => {
    window.addEventListener('nines:skipped', (event) => {
      Object.assign(window, { skippedBy: (event as CustomEvent<{ rule: string }>).detail.rule });
    });
  });
  const shopper = await context.newPage();
  complaints = [];
  shopper.on('pageerror', (error) => complaints.push(error.message));
  shopper.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return shopper;
}

/** Waits for a response that `matches`, and returns all responses of the shop. */
async function responsesOnce(
  matches: (response: StoredResponse) => boolean,
): Promise<StoredResponse[]> {
  return until('the answer', async () => {
    const list = await askAsShop<{ responses: StoredResponse[] }>(
      `${server.url}/v1/responses`,
      trial.shop.secretKey,
    );
    return list.responses.some(matches) && list.responses;
  });
}

/** Waits until the view is counted, and returns the figures. The view is sent separately from the answer. */
async function totalOnceViewed(): Promise<Aggregate['total']> {
  return until('the view', async () => {
    const { total } = await aggregateOf(server, trial.shop);
    return (total.views ?? 0) > 0 && total;
  });
}

/** Presses `key` until the focused element matches `wanted`: its role or tag, then its name or text. */
async function pressUntil(key: string, wanted: RegExp): Promise<void> {
  const focused: string[] = [];
  for (let presses = 0; presses < 30; presses += 1) {
    await page.keyboard.press(key);
    focused.push(await page.evaluate(describeFocus));
    if (wanted.test(focused.at(-1) ?? '')) return;
  }
  throw new Error(`${key} never led to ${wanted.source}: ${focused.join(', ')}`);
}

/** Runs in the page: the role or tag of the focused element, then its name or text. */
function describeFocus(): string {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  if (!focused) return '';
  const kind =
    focused instanceof HTMLInputElement
      ? focused.type
      : (focused.getAttribute('role') ?? focused.localName);
  const name = focused.getAttribute('aria-label') ?? focused.textContent.trim();
  return `${kind} ${name || (focused as HTMLInputElement).value}`;
}
