import { expect, it } from 'vitest';
import { pagesOf } from './pages.ts';

const thanks = 'https://shop.example/thanks';

it.each([
  [[], [], thanks, true],
  [['/thanks'], [], thanks, true],
  [['/thanks'], [], `${thanks}?order=1#top`, true],
  [['/thanks'], [], `${thanks}/again`, false],
  [['/thanks*'], [], `${thanks}/again`, true],
  [['/cart', '/thanks'], [], thanks, true],
  [['/cart'], [], `${thanks}?from=/cart`, false],
  [['/*/thanks'], [], 'https://shop.example/nl/thanks', true],
  [['*order=*'], [], `${thanks}?order=1`, true],
  [['https://shop.example/*'], [], thanks, true],
  [['https://shop.example/*'], [], 'https://shop-example/thanks', false],
  [[], ['/thanks'], thanks, false],
  [[], ['/thanks'], 'https://shop.example/cart', true],
  [['/*'], ['/account*'], 'https://shop.example/account/orders', false],
  [['/a.b'], [], 'https://shop.example/axb', false],
])('%j except %j on %s: %s', (pages, exceptPages, address, verdict) => {
  expect(new RegExp(pagesOf(pages, exceptPages) ?? '').test(address)).toBe(verdict);
});
