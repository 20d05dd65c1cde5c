import type { Aggregate } from '@nines/shared/wire/aggregate';
import type { StoredResponse } from '@nines/shared/wire/response';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchBrowser } from '../harness/browser.ts';
import { startServer, type NinesServer } from '../harness/server.ts';
import { askAsShop, readAggregate } from '../harness/shop.ts';
import { waitFor } from '../harness/wait-for.ts';
import { buy, openTrial, type Trial } from './trial.ts';

let server: NinesServer;
let browser: Browser;
let trial: Trial;
let page: Page;
/** What the browser complained about: errors of scripts, and breaches of the shop's policy. */
let complaints: string[];

beforeAll(async () => {
  browser = await launchBrowser();
  server = await startServer();
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

test('a shopper who buys, rates 9 and says why is one promoter in the numbers', async () => {
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
    verified: false,
    order: { id: order, value: 38.95, currency: 'EUR' },
    customer: expect.any(String),
  });
  const total = await totalOnceSeen();
  expect(total).toMatchObject({ responses: 1, views: 1, promoters: 1, passives: 0, detractors: 0 });
  expect(total).toMatchObject({ nps: 100, responseRate: 1, mean: 9 });
  expect(total.scores).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0]);
  expect(complaints).toEqual([]);
});

test('in English the prompt speaks English', async () => {
  await page.context().close();
  page = await newShopper('en-IE');
  await buy(page, trial);
  await page.getByRole('heading', { name: 'How likely are you to recommend Oever' }).waitFor();
});

test('it can be rated and commented on with the keyboard alone', async () => {
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
  const { total } = await readAggregate(server, trial.shop);
  expect(total).toMatchObject({ responses: 1, promoters: 1 });
});

test('a shopper who closes it without rating is seen, not counted, and not asked again', async () => {
  await buy(page, trial);
  await page.getByRole('radiogroup').waitFor();
  await page.getByRole('button', { name: 'Sluiten' }).click();
  await page.getByRole('radiogroup').waitFor({ state: 'hidden' });

  const total = await totalOnceSeen();
  expect(total).toMatchObject({ responses: 0, views: 1, responseRate: 0, nps: null });

  await buy(page, trial);
  await page.waitForFunction(() => 'skippedBy' in window);
  expect(await page.evaluate(() => (window as { skippedBy?: string }).skippedBy)).toBe('rest');
  expect(await page.getByRole('radiogroup').count()).toBe(0);
});

test('a score counts though the shopper leaves right after it, without sending a comment', async () => {
  await buy(page, trial);
  await page.getByRole('radio', { name: /^3\b/ }).click();
  await page.goto(trial.example.url);

  const [response] = await responsesOnce(() => true);
  expect(response).toMatchObject({ score: 3, comment: null });
  const { total } = await readAggregate(server, trial.shop);
  expect(total).toMatchObject({ responses: 1, detractors: 1, nps: -100 });
});

async function newShopper(locale: string): Promise<Page> {
  const context = await browser.newContext({ locale });
  // Heard of before the tag can say it: which rule kept the prompt away.
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

/** The shop's responses, as soon as one is as `wanted`. */
async function responsesOnce(
  wanted: (response: StoredResponse) => boolean,
): Promise<StoredResponse[]> {
  return waitFor('the answer', async () => {
    const list = await askAsShop<{ responses: StoredResponse[] }>(
      `${server.url}/v1/responses`,
      trial.shop.secretKey,
    );
    return list.responses.some(wanted) && list.responses;
  });
}

/** The numbers, as soon as the view is in them: it is sent apart from the answer. */
async function totalOnceSeen(): Promise<Aggregate['total']> {
  return waitFor('the view', async () => {
    const { total } = await readAggregate(server, trial.shop);
    return (total.views ?? 0) > 0 && total;
  });
}

/** Presses `key` until what has the focus is as `wanted`: its role or tag, and its name or text. */
async function pressUntil(key: string, wanted: RegExp): Promise<void> {
  const focused: string[] = [];
  for (let presses = 0; presses < 30; presses += 1) {
    await page.keyboard.press(key);
    focused.push(await page.evaluate(nameFocus));
    if (wanted.test(focused.at(-1) ?? '')) return;
  }
  throw new Error(`${key} never led to ${wanted.source}: ${focused.join(', ')}`);
}

/** Runs in the page. */
function nameFocus(): string {
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
