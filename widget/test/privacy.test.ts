import type { CreatedShop } from '@nines/shared/wire/shop';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderToken } from '../../server/test/harness/orders.ts';
import { changeSurvey, newShop, openLab, responsesOnce, visit, type Lab } from './harness/lab.ts';
import { everyStep, throughAllSteps } from './harness/steps.ts';

let lab: Lab;
beforeAll(async () => (lab = await openLab()));
afterAll(() => lab.close());

/** What the page knows of its shopper. The order's value and the property are as telling as names. */
const secrets = ['ORDER-77', '59.95', 'customer-17', 'jan@oever', 'goldmember'];
const query = '?order=ORDER-77&email=jan@oever.example';
const order = `{ id: 'ORDER-77', value: 59.95, currency: 'EUR' }`;
const commands = `<script>
  window.nines ??= (...call) => (nines.q ??= []).push(call);
  nines('order', ${order}); nines('identify', { id: 'customer-17', email: 'jan@oever.example' });
  nines('set', { plan: 'goldmember' });</script>`;
const attributes = `data-order-id="ORDER-77" data-order-value="59.95" data-customer-id="customer-17" data-email="jan@oever.example"`;
const purchase = `<script>dataLayer = [{ event: 'purchase', ecommerce: { transaction_id: 'ORDER-77', value: 59.95 } }]</script>`;
const linked = `<script type="application/ld+json">{"@type":"Order","orderNumber":"ORDER-77","price":59.95}</script>`;
const gpc = `<script>Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })</script>`;

async function changeShop({ secretKey }: CreatedShop, change: object): Promise<void> {
  const reply = await fetch(`${lab.server.url}/v1/shop`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(change),
  });
  expect(reply.status).toBe(200);
}

const prompt = (page: Page) => page.getByRole('radiogroup');
const skipped = (page: Page) =>
  page.evaluate(() => (window as unknown as { skipped: string[] }).skipped);
const recordSkipped = `<script>skipped = [];
  addEventListener('nines:skipped', (event) => skipped.push(event.detail.rule));</script>`;

/** All that Nines has stored in this tab, as one text. */
const storage = (page: Page) =>
  page.evaluate(() =>
    [localStorage, sessionStorage].map((store) => JSON.stringify({ ...store })).join('\n'),
  );
const nothing = '{}\n{}';

describe('before the shopper acts, no request tells anything of the order or the customer', () => {
  it.each([
    ['the attributes of the tag', { tag: attributes }],
    ['commands', { head: commands }],
    ['the data layer', { head: purchase }],
    ['linked data', { head: linked }],
    ['a prompt in the page', { tag: `${attributes} data-target="#here"` }],
    ['a test', { tag: `${attributes} data-test` }],
    ['the command show', { tag: `${attributes} data-manual`, show: true }],
    ['loyalty without consent', { tag: attributes, loyalty: true, waits: true }],
    ['loyalty with Global Privacy Control', { tag: attributes, loyalty: true, head: gpc }],
  ] as [
    string,
    { tag?: string; head?: string; show?: boolean; loyalty?: boolean; waits?: boolean },
  ][])('with %s', async (_, { tag = '', head = '', show, loyalty, waits }) => {
    const shop = await newShop(lab, { display: { consent: !!waits } });
    if (loyalty) await changeShop(shop, { loyalty });
    const token = await orderToken(lab.server, shop, { order: 'ORDER-77', email: 'jan@oever' });
    const body = '<h1>Order placed</h1><div id="here"></div>';
    const { page, traffic } = await visit(lab, shop, {
      // A signed order would hide those of the page.
      tag: tag && `${tag} data-order-token="${token}"`,
      page: { head, body },
      query,
    });
    await page.waitForFunction(() => window.nines?.('why'));
    if (show) await page.evaluate(() => window.nines?.('show'));
    const isQuiet = waits || tag.includes('data-test');
    if (!waits) await prompt(page).waitFor();
    if (!isQuiet) {
      await expect.poll(() => traffic.some((each) => each.url().endsWith('/v1/views'))).toBe(true);
    }
    const ours = traffic.filter((each) => each.url().startsWith(lab.server.url));
    const sent = await Promise.all(
      ours.map(async (each) =>
        JSON.stringify([each.url(), await each.allHeaders(), each.postData()]),
      ),
    );
    expect(sent.length).toBeGreaterThan(0);
    for (const secret of [...secrets, token]) expect(sent.join('\n')).not.toContain(secret);
  });
});

describe('without consent, where the survey waits for it', () => {
  const waiting = { display: { consent: true, share: 99.999 } };

  it('the shop cannot show the prompt, nor does anything stay in the browser', async () => {
    const shop = await newShop(lab, waiting);
    const { page, requests } = await visit(lab, shop, { page: { head: recordSkipped } });
    await page.waitForFunction(() => window.nines?.('why'));
    await page.evaluate(() => window.nines?.('show'));
    expect(await skipped(page)).toEqual(['consent']);
    expect(await storage(page)).toBe(nothing);
    await page.evaluate(() => window.nines?.('consent', true));
    await prompt(page).waitFor();
    expect(requests.filter((each) => each.includes('/w/prompt'))).toHaveLength(1);
  });

  it('an answer that an earlier page left is not sent, and deleted when the shopper refuses', async () => {
    const shop = await newShop(lab, waiting);
    const { page, requests } = await visit(lab, shop, { tag: 'data-order-id="ORDER-77"' });
    await page.evaluate(() => window.nines?.('consent', true));
    await prompt(page).waitFor();
    await page.context().setOffline(true);
    await page.getByRole('radio', { name: /^4\b/ }).click();
    await page.getByRole('textbox').fill('A secret word.');
    // The next page of this tab.
    await page.context().route('**/v1/**', (route) => route.abort());
    await page.context().setOffline(false);
    await page.reload();
    await page.context().unroute('**/v1/**');
    const sent = requests.length;
    await page.waitForFunction(() => window.nines?.('why')?.['consent'] === null);
    expect(await storage(page)).toContain('A secret word.');
    await page.evaluate(() => window.nines?.('consent', false));
    expect(await storage(page)).toBe(nothing);
    expect(requests.slice(sent).filter((each) => each.includes('/v1/'))).toEqual([]);
  });

  const tcf = `<script>
    window.__tcfapi = (command, version, callback) => {
      window.choose = (allowed) => callback({ gdprApplies: true, eventStatus: 'useractioncomplete',
        purpose: { consents: { 1: allowed, 9: allowed } } }, true);
      choose(true);
    };</script>`;
  const google = `<script>dataLayer = []; function gtag() { dataLayer.push(arguments) }
    gtag('consent', 'default', { analytics_storage: 'denied' });
    window.choose = (allowed) => gtag('consent', 'update', { analytics_storage: allowed ? 'granted' : 'denied' });
    choose(true);</script>`;
  const command = `<script>window.nines ??= (...call) => (nines.q ??= []).push(call);
    window.choose = (allowed) => nines('consent', allowed);
    choose(true);</script>`;

  it.each([
    ['the command', command],
    ['the TCF', tcf],
    ['Google Consent Mode', google],
  ])(
    'whoever withdraws it by %s loses the prompt, what is remembered, and the words that were not sent',
    async (_, head) => {
      const shop = await newShop(lab, waiting);
      const { page, requests } = await visit(lab, shop, { page: { head } });
      await page.getByRole('radio', { name: /^4\b/ }).click();
      await page.getByRole('textbox').fill('A secret word.');
      await responsesOnce(lab, shop);
      const posts = () => requests.filter((each) => each === 'POST /v1/responses').length;
      const before = posts();
      await page.evaluate('choose(false)');
      await page.locator('nines-survey').waitFor({ state: 'detached' });
      await page.waitForFunction(() => localStorage.length + sessionStorage.length === 0);
      await page.reload();
      expect(posts()).toBe(before);
      const [response] = await responsesOnce(lab, shop);
      expect(response).toMatchObject({ score: 4, comment: null });
    },
  );
});

it('with Global Privacy Control, where the survey heeds it, the shop cannot show the prompt, and all is forgotten', async () => {
  const shop = await newShop(lab, { display: { globalPrivacyControl: true, share: 99.999 } });
  const remembered = `<script>localStorage.nines = '{"asked":{"s":1},"fate":0.5}'</script>`;
  const { page } = await visit(lab, shop, { page: { head: gpc + recordSkipped + remembered } });
  await page.waitForFunction(() => (window as unknown as { skipped: string[] }).skipped[0]);
  await page.evaluate(() => window.nines?.('show'));
  expect(await skipped(page)).toEqual(['globalPrivacyControl', 'globalPrivacyControl']);
  expect(await storage(page)).toBe(nothing);
  expect(await page.locator('nines-survey').count()).toBe(0);
});

describe('the link to the shop’s privacy page', () => {
  const link = (page: Page) => page.locator('nines-survey .privacy');

  it('is in each step that asks something, and opens beside the shop', async () => {
    const shop = await newShop(lab, everyStep);
    const { page } = await visit(lab, shop);
    await throughAllSteps(page, async (step) => {
      expect([step, await link(page).count()]).toEqual([step, step === 'thanks' ? 0 : 1]);
      if (step === 'thanks') return;
      const attributesOf = await link(page).evaluate((a: HTMLAnchorElement) => [
        a.href,
        a.target,
        a.rel,
      ]);
      expect(attributesOf).toEqual(['https://oever.example/privacy', '_blank', 'noopener']);
      const { width, height } = (await link(page).boundingBox())!;
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(24);
    });
  });

  it('is reached by the keyboard, after the scale, in the shopper’s language', async () => {
    const shop = await newShop(lab, everyStep);
    const { page } = await visit(lab, shop, { tag: 'data-locale="de"' });
    await page.getByRole('radio', { name: /^0\b/ }).focus();
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(
      () => document.querySelector('nines-survey')?.shadowRoot?.activeElement?.textContent,
    );
    expect(focused).toBe('Datenschutz');
  });

  it('is not there when the survey has none, and can be nothing but an address of https', async () => {
    const shop = await newShop(lab);
    const { page } = await visit(lab, shop);
    await prompt(page).waitFor();
    expect(await link(page).count()).toBe(0);
    for (const privacyUrl of ['javascript:alert(1)', 'http://oever.example/', 'privacy']) {
      await expect(changeSurvey(lab, shop, { privacyUrl })).rejects.toThrow(/^422.*privacyUrl/);
    }
  });
});

describe('whoever reads the browser’s localStorage', () => {
  const words = 'Gebeld door jan@oever.';

  /** Rates with a comment while the tab cannot reach the server. */
  async function rateInVain(shop: CreatedShop): Promise<Page> {
    const { page } = await visit(lab, shop, { tag: attributes, page: { head: commands } });
    await prompt(page).waitFor();
    await page.route('**/v1/responses', (route) => route.abort());
    const failed = () =>
      page.waitForEvent('requestfailed', (request) => request.url().endsWith('/v1/responses'));
    await Promise.all([failed(), page.getByRole('radio', { name: /^2\b/ }).click()]);
    await page.getByRole('textbox').fill(words);
    await Promise.all([failed(), page.getByRole('button', { name: 'Send' }).click()]);
    return page;
  }

  const local = (page: Page) => page.evaluate(() => JSON.stringify({ ...localStorage }));

  it('finds nothing personal of an answer that waits; when its tab is closed the score arrives', async () => {
    const shop = await newShop(lab);
    const page = await rateInVain(shop);
    expect(await storage(page)).toContain(words);
    const kept = await local(page);
    expect(kept).toContain('v1/responses');
    const url = page.url();
    for (const secret of [...secrets, words, url, 'ORDER']) expect(kept).not.toContain(secret);
    const later = await page.context().newPage();
    await page.close();
    await later.goto(url);
    const responses = await responsesOnce(lab, shop);
    expect(responses).toMatchObject([{ score: 2, comment: null, order: null, customer: null }]);
    await later.waitForFunction(() => !/nines\./.test(Object.keys(localStorage).join()));
  });

  it('gets the whole answer through when another tab has sent the score, as one answer', async () => {
    const shop = await newShop(lab);
    const page = await rateInVain(shop);
    const other = await page.context().newPage();
    await other.goto(page.url());
    const [score] = await responsesOnce(lab, shop);
    expect(score).toMatchObject({ score: 2, comment: null });
    await page.unroute('**/v1/responses');
    const responses = await responsesOnce(lab, shop, ({ comment }) => comment !== null);
    expect(responses).toMatchObject([{ score: 2, comment: words, order: { id: 'ORDER-77' } }]);
    await page.waitForFunction(() => sessionStorage.length === 0);
  });

  it('loses nothing where the next page is in the same tab', async () => {
    const shop = await newShop(lab);
    const page = await rateInVain(shop);
    await page.unroute('**/v1/responses');
    await page.reload();
    const responses = await responsesOnce(lab, shop);
    expect(responses).toMatchObject([{ score: 2, comment: words, order: { id: 'ORDER-77' } }]);
  });

  it('finds no copy where answers need a signed order, since it would be refused', async () => {
    const shop = await newShop(lab);
    await changeShop(shop, { answers: 'signed' });
    const page = await rateInVain(shop);
    expect(await local(page)).not.toContain('nines.');
    expect(await storage(page)).toContain(words);
  });

  it('cannot tell which order was asked about', async () => {
    const shop = await newShop(lab);
    const { page } = await visit(lab, shop, { tag: attributes });
    await page.getByRole('button', { name: 'Close' }).click();
    const kept = await local(page);
    expect(kept).toMatch(/orders\W+#\d+/);
    expect(kept).not.toContain('ORDER');
  });
});

it('a long address cannot hang a page whose survey has many wildcards', async () => {
  const pages = [`${'*a'.repeat(90)}*b`];
  const shop = await newShop(lab, { display: { pages } });
  const { page } = await visit(lab, shop, { query: `#${'a'.repeat(50_000)}` });
  await page.waitForFunction(() => window.nines?.('why'));
  expect(await page.evaluate(() => window.nines?.('why')?.['pages'])).toBe(false);
});
