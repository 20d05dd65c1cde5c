import type { CustomerView } from '@nines/shared/wire/customer';
import type { CreatedShop } from '@nines/shared/wire/shop';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderToken } from '../../server/test/harness/orders.ts';
import { askAsShop } from '../../server/test/harness/shops.ts';
import { until } from '../../server/test/harness/until.ts';
import {
  newShop,
  openLab,
  responsesOnce,
  visit,
  type Lab,
  type SettingsChange,
} from './harness/lab.ts';

let lab: Lab;
beforeAll(async () => (lab = await openLab()));
afterAll(() => lab.close());

const purchase = `{ event: 'purchase', ecommerce: { transaction_id: 'T1', value: 42.5, currency: 'EUR' } }`;
const linkedData = JSON.stringify({
  '@context': 'https://schema.org',
  '@type': 'Order',
  orderNumber: 'T1',
  price: '42.50',
  priceCurrency: 'EUR',
});

it.each([
  ['a data layer', `<script>dataLayer = [${purchase}]</script>`],
  [
    'gtag',
    `<script>dataLayer = []; function gtag() { dataLayer.push(arguments) }
      gtag('event', 'purchase', { transaction_id: 'T1', value: 42.5, currency: 'EUR' })</script>`,
  ],
  ['linked data', `<script type="application/ld+json">${linkedData}</script>`],
])('takes the order from %s', async (_, head) => {
  const shop = await newShop(lab);
  const { page } = await visit(lab, shop, { page: { head } });
  await page.getByRole('radio', { name: /^9\b/ }).click();
  const [response] = await responsesOnce(lab, shop);
  expect(response?.order).toEqual({ id: 'T1', value: 42.5, currency: 'EUR' });
});

it('takes an order that the page adds after the answer', async () => {
  const shop = await newShop(lab);
  const { page } = await visit(lab, shop);
  await page.getByRole('radio', { name: /^9\b/ }).click();
  const [first] = await responsesOnce(lab, shop);
  expect(first?.order).toBeNull();
  await page.evaluate(`dataLayer = [${purchase}]`);
  await page.getByRole('button', { name: 'Close' }).click();
  const responses = await responsesOnce(lab, shop, ({ order }) => order !== null);
  expect(responses).toHaveLength(1);
  expect(responses[0]).toMatchObject({ score: 9, order: { id: 'T1' } });
});

it('prefers the order of the tag to that of the data layer', async () => {
  const shop = await newShop(lab);
  const { page } = await visit(lab, shop, {
    tag: 'data-order-id="A1"',
    page: { head: `<script>dataLayer = [${purchase}]</script>` },
  });
  await page.getByRole('radio', { name: /^9\b/ }).click();
  const [response] = await responsesOnce(lab, shop);
  expect(response?.order?.id).toBe('A1');
});

it('forgets the signed order of the tag when a single-page shop moves to another page', async () => {
  const shop = await newShop(lab);
  const token = await orderToken(lab.server, shop, { order: 'A1' });
  const { page } = await visit(lab, shop, { tag: `data-order-token="${token}"` });
  await page.getByRole('radio', { name: /^9\b/ }).click();
  await responsesOnce(lab, shop, ({ verified }) => verified);
  await page.evaluate(() => history.pushState({}, '', '/elsewhere'));
  await page.locator('nines-survey').waitFor({ state: 'detached' });
  await page.evaluate(() => window.nines?.('show'));
  await page.getByRole('radio', { name: /^4\b/ }).click();
  const responses = await responsesOnce(lab, shop, ({ score }) => score === 4);
  expect(responses.map(({ order, score }) => [score, order?.id])).toEqual([
    [4, undefined],
    [9, 'A1'],
  ]);
});

describe('where the shop measures loyalty', () => {
  const tag = 'data-order-id="1001" data-order-value="59.95" data-customer-id="c-17"';

  async function loyalShop(change: SettingsChange = {}) {
    const shop = await newShop(lab, change);
    const reply = await fetch(`${lab.server.url}/v1/shop`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${shop.secretKey}`, 'content-type': 'application/json' },
      body: '{"loyalty":true}',
    });
    expect(reply.status).toBe(200);
    return shop;
  }

  /** The orders that were seen of the customer, without those of answers. */
  async function seenOrders({ secretKey }: CreatedShop) {
    const { views } = await askAsShop<{ views: CustomerView[] }>(
      `${lab.server.url}/v1/customers/c-17`,
      secretKey,
    );
    return views.map(({ kind, order }) => [kind, order?.id, order?.value]);
  }

  const seen = (shop: CreatedShop) =>
    until('the order', async () => {
      const orders = await seenOrders(shop).catch(() => []);
      return orders.length > 0 && orders;
    });

  it('reports an order once, however often its page is opened, and whether or not it asks', async () => {
    const shop = await loyalShop({ display: { delay: 3_600 } });
    const { page } = await visit(lab, shop, { tag });
    expect(await seen(shop)).toEqual([['order', '1001', 59.95]]);
    await page.reload();
    await page.waitForFunction(() => window.nines?.('why'));
    await page.waitForTimeout(600);
    expect(await seenOrders(shop)).toHaveLength(1);
    expect(await page.locator('nines-survey').count()).toBe(0);
  });

  it('reports an order of the data layer, when it comes', async () => {
    const shop = await loyalShop({ display: { delay: 3_600 } });
    const { page } = await visit(lab, shop, { tag: 'data-customer-id="c-17"' });
    await page.waitForFunction(() => window.nines?.('why'));
    await page.evaluate(`dataLayer = [${purchase}]`);
    expect(await seen(shop)).toEqual([['order', 'T1', 42.5]]);
  });

  it('reports nothing before the shopper consents, if the survey waits for that', async () => {
    const shop = await loyalShop({ display: { consent: true } });
    const { page, requests } = await visit(lab, shop, { tag });
    await page.waitForFunction(() => window.nines?.('why')?.['consent'] === null);
    await page.waitForTimeout(600);
    expect(requests).not.toContain('POST /v1/views');
    await page.evaluate(() => window.nines?.('consent', true));
    expect(await seen(shop)).toEqual([['order', '1001', 59.95]]);
  });

  it.each([
    ['with Global Privacy Control', '', true],
    ['in a test', 'data-test', false],
  ])('reports nothing %s', async (_, more, privacy) => {
    const shop = await loyalShop({ display: { delay: 3_600 } });
    const head = privacy
      ? `<script>Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })</script>`
      : '';
    const { page, requests } = await visit(lab, shop, { tag: `${tag} ${more}`, page: { head } });
    await page.waitForFunction(() => window.nines?.('why'));
    await page.waitForTimeout(600);
    expect(requests).not.toContain('POST /v1/views');
  });
});

it('reports no order where the shop does not measure loyalty, and none with a view of the prompt', async () => {
  const shop = await newShop(lab);
  const { page } = await visit(lab, shop, { tag: 'data-order-id="1001" data-email="a@b.nl"' });
  const posted = page.waitForRequest((request) => request.url().endsWith('/v1/views'));
  const view = JSON.parse((await posted).postData() ?? '') as object;
  expect(Object.keys(view).toSorted()).toEqual(['channel', 'id', 'key', 'locale', 'survey']);
});
