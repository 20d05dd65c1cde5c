// @vitest-environment happy-dom
import { afterEach, expect, it, vi } from 'vitest';
import { identityOf, readOrder, readAnswerDetails, remember } from './order.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  document.body.innerHTML = '';
});

it('reads the attributes of the tag', () => {
  const context = { orderId: '7', orderValue: '59,95', orderCurrency: 'EUR', email: 'a@b.nl' };
  expect(JSON.parse(JSON.stringify(readAnswerDetails(context)))).toEqual({
    moment: 'checkout',
    order: { id: '7', value: 59.95, currency: 'EUR' },
    customer: { email: 'a@b.nl' },
  });
});

it('prefers the order of a command to that of the attributes', () => {
  const order = { id: '8', value: 10, token: 't' };
  expect(readOrder({ orderId: '7', order })).toEqual(order);
});

it.each([
  ['the tag', { orderToken: 't' }],
  ['the command', { order: { token: 't' } }],
])('sends the token alone when %s has nothing else of the order', (_, context) => {
  vi.stubGlobal('dataLayer', [['event', 'purchase', { transaction_id: 'T1' }]]);
  const details = JSON.parse(JSON.stringify(readAnswerDetails(context)));
  expect(details.order).toEqual({ token: 't' });
});

it('leaves out an empty token', () => {
  expect(readOrder({ orderId: '7', orderToken: '' })).toEqual({ id: '7' });
  expect(readOrder({ orderToken: '' })).toBeUndefined();
});

it('leaves out a value that is not a number', () => {
  expect(readOrder({ orderId: '7', orderValue: 'free' })?.value).toBeUndefined();
  expect(readOrder({})).toBeUndefined();
});

it.each([
  [
    'Tag Manager',
    { event: 'purchase', ecommerce: { transaction_id: 'T1', value: 5, currency: 'EUR' } },
  ],
  ['gtag', ['event', 'purchase', { transaction_id: 'T1', value: '5.00', currency: 'EUR' }]],
])('finds the latest purchase in a data layer of %s', (_, purchase) => {
  const earlier = { event: 'purchase', ecommerce: { transaction_id: 'T0' } };
  vi.stubGlobal('dataLayer', [['js', new Date()], null, earlier, purchase, { event: 'later' }]);
  expect(readOrder({})).toEqual({ id: 'T1', value: 5, currency: 'EUR' });
  expect(readOrder({ orderId: '7' })?.id).toBe('7');
});

it.each([
  ['alone', '{"@type":"Order","orderNumber":"L1","price":"9.50","priceCurrency":"EUR"}'],
  [
    'in a list',
    '[{"@type":"WebPage"},{"@type":"Order","orderNumber":"L1","price":9.5,"priceCurrency":"EUR"}]',
  ],
  [
    'in a graph',
    '{"@graph":[{"@type":"Order","orderNumber":"L1","totalPaymentDue":{"price":9.5,"priceCurrency":"EUR"}}]}',
  ],
])('finds an order in linked data, %s', (_, json) => {
  document.body.innerHTML = `<script type="application/ld+json">{invalid</script>
    <script type="application/ld+json">${json}</script>`;
  expect(readOrder({})).toEqual({ id: 'L1', value: 9.5, currency: 'EUR' });
});

it('remembers too little of an order to tell which one it was', () => {
  const marks = new Map<string, number>();
  for (let id = 1; id <= 100_000; id++) {
    const mark = identityOf({
      id: `${id}`,
      value: undefined,
      currency: undefined,
      token: undefined,
    })!;
    marks.set(mark, (marks.get(mark) ?? 0) + 1);
  }
  expect(marks.size).toBeGreaterThan(3_000);
  expect(Math.min(...marks.values())).toBeGreaterThan(10);
});

it('remembers the last ten orders of 180 days', () => {
  const day = 864e5;
  const now = Date.now();
  const young = Array.from({ length: 10 }, (_, index) => [`#${99 - index}`, now - 100 * day]);
  const orders = Object.fromEntries([['#5', now - 181 * day], ...young]) as Record<string, number>;
  const remembered = remember(orders, '#1');
  expect(Object.keys(remembered)).toEqual([...young.slice(1).map(([mark]) => mark), '#1']);
  expect(Object.keys(remember({ '#5': now - 181 * day }, '#1'))).toEqual(['#1']);
});
