import { expect, it } from 'vitest';
import { judgeMore, type MoreFacts } from './more-rules.ts';

const facts: MoreFacts = {
  now: 50,
  moment: 'checkout',
  address: 'https://shop.example/thanks?order=1',
  fate: 0.5,
  device: 'phone',
  language: 'nl',
  privacy: false,
  consent: false,
  scrolled: 40,
  leaving: false,
};

it('judges only what the survey asks for', () => {
  expect(judgeMore({}, facts)).toEqual({});
});

it.each([
  ['from', 50, true],
  ['from', 51, null],
  ['until', 50, true],
  ['until', 49, false],
  ['moments', ['delivery', 'checkout'], true],
  ['moments', ['delivery'], false],
  ['pages', '^[^/]+//[^/]+/thanks', true],
  ['pages', '^[^/]+//[^/]+/cart', false],
  ['devices', ['phone'], true],
  ['devices', ['desktop', 'tablet'], false],
  ['languages', ['nl', 'de'], true],
  ['languages', ['de'], false],
  ['share', 51, true],
  ['share', 50, false],
  ['globalPrivacyControl', true, true],
  ['consent', true, null],
  ['scroll', 40, true],
  ['scroll', 41, null],
  ['exitIntent', true, null],
])('%s %j → %j', (rule, value, verdict) => {
  expect(judgeMore({ [rule]: value }, facts)).toEqual({ [rule]: verdict });
});

it('respects Global Privacy Control and takes consent and an exit when they come', () => {
  const settings = { globalPrivacyControl: true, consent: true, exitIntent: true };
  const changed = { ...facts, privacy: true, consent: true, leaving: true };
  expect(judgeMore(settings, changed)).toEqual({
    globalPrivacyControl: false,
    consent: true,
    exitIntent: true,
  });
});
