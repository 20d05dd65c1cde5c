import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeSurvey, newShop, openLab, tagOf, visit, type Lab } from './harness/lab.ts';

let lab: Lab;
beforeAll(async () => (lab = await openLab()));
afterAll(() => lab.close());

/** The verdict of one rule, once the loader has arrived. */
async function verdictOn(page: Page, rule: string): Promise<boolean | null | undefined> {
  await page.waitForFunction(() => window.nines?.('why'));
  return page.evaluate((name) => window.nines?.('why')?.[name], rule);
}

const prompt = (page: Page) => page.getByRole('radiogroup');
const tall = '<h1>Order placed</h1><div style="height:4000px">Goods</div>';

describe('the prompt appears', () => {
  it('after the delay and not before', async () => {
    const shop = await newShop(lab, { display: { delay: 1.5 } });
    const { page } = await visit(lab, shop, { clock: 'paused' });
    expect(await verdictOn(page, 'delay')).toBeNull();
    await page.clock.runFor(1_400);
    expect(await verdictOn(page, 'delay')).toBeNull();
    await page.clock.runFor(400);
    await prompt(page).waitFor();
  });

  it('at the survey’s moments only', async () => {
    const shop = await newShop(lab, { display: { moments: ['delivery'] } });
    const checkout = await visit(lab, shop);
    expect(await verdictOn(checkout.page, 'moments')).toBe(false);
    const delivery = await visit(lab, shop, { tag: 'data-moment="delivery"' });
    await prompt(delivery.page).waitFor();
  });

  it('on the survey’s pages only, also when a single-page shop navigates to one', async () => {
    const shop = await newShop(lab, { display: { pages: ['/thanks*'] } });
    const { page } = await visit(lab, shop);
    expect(await verdictOn(page, 'pages')).toBe(false);
    await page.evaluate(() => history.pushState({}, '', '/thanks/1?order=1'));
    await prompt(page).waitFor();
  });

  it('when enough of the page has been seen', async () => {
    const shop = await newShop(lab, { display: { scroll: 50 } });
    const { page } = await visit(lab, shop, { page: { body: tall } });
    expect(await verdictOn(page, 'scroll')).toBeNull();
    await page.mouse.wheel(0, 2_500);
    await prompt(page).waitFor();
  });

  it('when the mouse leaves at the top, not at another side', async () => {
    const shop = await newShop(lab, { display: { exitIntent: true } });
    const { page } = await visit(lab, shop, { page: { body: tall } });
    expect(await verdictOn(page, 'exitIntent')).toBeNull();
    await page.mouse.move(300, 300);
    const leave = (clientY: number) =>
      page.evaluate((y) => {
        const event = new MouseEvent('mouseleave', { clientX: 300, clientY: y });
        document.documentElement.dispatchEvent(event);
        return window.nines?.('why')?.['exitIntent'];
      }, clientY);
    expect(await leave(700)).toBeNull();
    expect(await leave(-1)).toBe(true);
    await prompt(page).waitFor();
  });

  it('when the shopper scrolls up fast', async () => {
    const shop = await newShop(lab, { display: { exitIntent: true } });
    const { page } = await visit(lab, shop, { page: { body: tall } });
    expect(await verdictOn(page, 'exitIntent')).toBeNull();
    await page.mouse.wheel(0, 2_000);
    await page.waitForFunction(() => scrollY > 1_500);
    // `why` reads the scroll position, as the loader does four times a second.
    expect(await verdictOn(page, 'exitIntent')).toBeNull();
    await page.mouse.wheel(0, -1_500);
    await prompt(page).waitFor();
  });

  it('on the survey’s devices only', async () => {
    const shop = await newShop(lab, { display: { devices: ['phone'] } });
    const desktop = await visit(lab, shop);
    expect(await verdictOn(desktop.page, 'devices')).toBe(false);
    const userAgent =
      'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148';
    const phone = await visit(lab, shop, { userAgent });
    await prompt(phone.page).waitFor();
    const tablet = await visit(lab, shop, {
      userAgent: 'Mozilla/5.0 (Linux; Android 16; SM-X710) AppleWebKit/537.36 Safari/537.36',
    });
    expect(await verdictOn(tablet.page, 'devices')).toBe(false);
  });

  it('in the survey’s languages only', async () => {
    const shop = await newShop(lab, { display: { languages: ['nl'] } });
    const english = await visit(lab, shop);
    expect(await verdictOn(english.page, 'languages')).toBe(false);
    const dutch = await visit(lab, shop, { page: { lang: 'nl-BE' } });
    await prompt(dutch.page).waitFor();
  });

  it('between the survey’s dates only', async () => {
    const day = (days: number) => new Date(Date.now() + days * 864e5).toISOString();
    const shop = await newShop(lab, { display: { until: day(-1) } });
    const after = await visit(lab, shop);
    expect(await verdictOn(after.page, 'until')).toBe(false);
    await changeSurvey(lab, shop, { display: { from: day(1), delay: 0 } });
    const before = await visit(lab, shop);
    expect(await verdictOn(before.page, 'from')).toBeNull();
    await changeSurvey(lab, shop, { display: { from: day(-1), until: day(1), delay: 0 } });
    await prompt((await visit(lab, shop)).page).waitFor();
  });

  it('in the survey’s share of browsers, always the same ones', async () => {
    const shop = await newShop(lab, { display: { share: 50, rest: 0 } });
    const { page } = await visit(lab, shop, { tag: 'data-manual' });
    const first = await verdictOn(page, 'share');
    for (let round = 0; round < 3; round++) {
      await page.reload();
      expect(await verdictOn(page, 'share')).toBe(first);
    }
    const fate = await page.evaluate(
      () => JSON.parse(localStorage['nines'] as string).fate as number,
    );
    expect(first).toBe(fate < 0.5);
    await changeSurvey(lab, shop, { display: { share: 0 } });
    expect(await verdictOn((await visit(lab, shop)).page, 'share')).toBe(false);
  });

  it('once for each order, also when only the data layer has the order', async () => {
    const shop = await newShop(lab, { display: { rest: 0 } });
    const head = `<script>skipped = []; addEventListener('nines:skipped', (event) => skipped.push(event.detail.rule));
      dataLayer = [{ event: 'purchase', ecommerce: { transaction_id: 'T1' } }]</script>`;
    const { page } = await visit(lab, shop, { page: { head } });
    await page.getByRole('button', { name: 'Close' }).click();
    await page.reload();
    await page.waitForFunction(() => (window as unknown as { skipped: string[] }).skipped[0]);
    expect(await page.evaluate(() => (window as unknown as { skipped: string[] }).skipped)).toEqual(
      ['order'],
    );
    await page.evaluate(() => window.nines?.('show'));
    await prompt(page).waitFor();
  });

  it('again after a rest, which differs after an answer, a close and another survey', async () => {
    const display = { rest: 10, restAfterClose: 3, restAcross: 1 };
    const shop = await newShop(lab, { display });
    const head = `<script>addEventListener('nines:skipped', () => (window.gaveUp = true))</script>`;
    const { page } = await visit(lab, shop, { page: { head } });
    await page.getByRole('button', { name: 'Close' }).click();
    // Else this page itself would still ask once the times are moved back.
    const gaveUp = () => page.waitForFunction('window.gaveUp');
    const moveBack = (days: number) =>
      page.evaluate((daysBack) => {
        const stored = JSON.parse(localStorage['nines'] as string) as Record<
          string,
          Record<string, number>
        >;
        for (const times of [stored['asked'], stored['answered']]) {
          for (const id of Object.keys(times ?? {})) times![id]! -= daysBack * 864e5;
        }
        localStorage['nines'] = JSON.stringify(stored);
      }, days);
    await moveBack(2.9);
    await page.reload();
    expect(await verdictOn(page, 'rest')).toBe(false);
    await gaveUp();
    await moveBack(0.2);
    await page.reload();
    await page.getByRole('radio', { name: /^9\b/ }).click();
    await page.getByRole('button', { name: 'Close' }).click();
    await moveBack(9.9);
    await page.reload();
    expect(await verdictOn(page, 'rest')).toBe(false);
    await gaveUp();
    await moveBack(0.2);
    await page.reload();
    await prompt(page).waitFor();
    const other = await newShop(lab);
    const path = lab.site.add({ tag: tagOf(lab, other) });
    await page.goto(lab.site.url + path);
    expect(await verdictOn(page, 'others')).toBe(false);
  });
});

describe('a survey that waits for consent', () => {
  const tcf = (purposes: string) => `<script>
    window.__tcfapi = (command, version, callback) => {
      if (command === 'addEventListener') callback({ gdprApplies: true, eventStatus: 'tcloaded',
        purpose: { consents: ${purposes} } }, true);
    };</script>`;
  const google = `<script>dataLayer = []; function gtag() { dataLayer.push(arguments) }
    gtag('consent', 'default', { analytics_storage: 'denied' });</script>`;

  it('stores nothing before the consent', async () => {
    const shop = await newShop(lab, { display: { consent: true, share: 99.999 } });
    const { page } = await visit(lab, shop);
    expect(await verdictOn(page, 'consent')).toBeNull();
    await page.waitForTimeout(600);
    expect(await page.evaluate(() => localStorage.length)).toBe(0);
    await page.evaluate(() => window.nines?.('consent', true));
    await prompt(page).waitFor();
  });

  it('reads Google Consent Mode', async () => {
    const shop = await newShop(lab, { display: { consent: true } });
    const { page } = await visit(lab, shop, { page: { head: google } });
    expect(await verdictOn(page, 'consent')).toBeNull();
    await page.evaluate("gtag('consent', 'update', { analytics_storage: 'granted' })");
    await prompt(page).waitFor();
  });

  it('reads the Transparency & Consent Framework', async () => {
    const shop = await newShop(lab, { display: { consent: true } });
    const refused = await visit(lab, shop, { page: { head: tcf('{ 1: true }') } });
    expect(await verdictOn(refused.page, 'consent')).toBeNull();
    const given = await visit(lab, shop, { page: { head: tcf('{ 1: true, 9: true }') } });
    await prompt(given.page).waitFor();
  });

  it('does not ask browsers with Global Privacy Control when the survey says so', async () => {
    const head = `<script>Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })</script>`;
    const shop = await newShop(lab, { display: { globalPrivacyControl: true } });
    const { page } = await visit(lab, shop, { page: { head } });
    expect(await verdictOn(page, 'globalPrivacyControl')).toBe(false);
  });
});
