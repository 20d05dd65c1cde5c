import { afterAll, beforeAll, expect, it } from 'vitest';
import { orderToken } from '../../server/test/harness/orders.ts';
import { newShop, openLab, responsesOnce, visit, type Lab } from './harness/lab.ts';

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
