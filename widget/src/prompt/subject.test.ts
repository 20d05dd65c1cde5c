import { expect, it } from 'vitest';
import { orderOf, subjectOf } from './subject.ts';

it('reads the attributes of the tag', () => {
  const context = { orderId: '7', orderValue: '59,95', orderCurrency: 'EUR', email: 'a@b.nl' };
  expect(JSON.parse(JSON.stringify(subjectOf(context)))).toEqual({
    moment: 'checkout',
    order: { id: '7', value: 59.95, currency: 'EUR' },
    customer: { email: 'a@b.nl' },
  });
});

it('lets a command speak before the attributes', () => {
  const order = { id: '8', value: 10, token: 't' };
  expect(orderOf({ orderId: '7', order })).toEqual(order);
});

it('leaves out a value that is none', () => {
  expect(orderOf({ orderId: '7', orderValue: 'free' })?.value).toBeUndefined();
  expect(orderOf({})).toBeUndefined();
});
