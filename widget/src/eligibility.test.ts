import { describe, expect, it } from 'vitest';
import { checkMoreRules, checkRules, findObstacle, type MoreFacts } from './eligibility.ts';

const settings = { key: 'k', shop: 'Shop', survey: 's' };
const day = 864e5;
const now = 1000 * day;
const page = { now, seconds: 1, busy: false, placed: true };

describe('checkRules', () => {
  it('passes on a new page after the default delay', () => {
    expect(findObstacle(checkRules(settings, {}, {}, page))).toBeUndefined();
  });

  it('fails without a survey', () => {
    const verdicts = checkRules({ key: 'k', shop: 'Shop' }, {}, {}, page);
    expect(findObstacle(verdicts)).toBe('survey');
  });

  it.each([
    ['answered 89.9 days ago', { asked: { s: 89.9 }, answered: { s: 89.9 } }, 'rest'],
    ['answered 90 days ago', { asked: { s: 90 }, answered: { s: 90 } }, undefined],
    ['asked 29.9 days ago', { asked: { s: 29.9 } }, 'rest'],
    ['asked 30 days ago', { asked: { s: 30 } }, undefined],
    ['asked by another survey 6.9 days ago', { asked: { t: 6.9 } }, 'others'],
    ['asked by another survey 7 days ago', { asked: { t: 7 } }, undefined],
  ] as [string, Record<string, Record<string, number>>, string?][])(
    '%s: %o → %s',
    (_, ago, rule) => {
      const history = Object.fromEntries(
        Object.entries(ago).map(([what, surveys]) => [
          what,
          Object.fromEntries(Object.entries(surveys).map(([id, days]) => [id, now - days * day])),
        ]),
      );
      expect(findObstacle(checkRules(settings, history, {}, page))).toBe(rule);
      const never = { ...settings, rest: 0, restAfterClose: 0, restAcross: 0 };
      expect(findObstacle(checkRules(never, history, {}, page))).toBeUndefined();
    },
  );

  it.each([
    ['manual', { manual: '' }, {}],
    ['target', {}, { placed: false }],
    ['delay', {}, { seconds: 0.9 }],
    ['free', {}, { busy: true }],
  ])('gives null for %s while it may still pass', (rule, context, facts) => {
    const verdicts = checkRules(settings, {}, context, { ...page, ...facts });
    expect(verdicts[rule]).toBeNull();
    expect(findObstacle(verdicts)).toBe(rule);
  });

  it('finds a rule that has failed before one that may still pass', () => {
    const asked = { asked: { s: now } };
    const verdicts = checkRules({ ...settings, manual: true }, asked, {}, page);
    expect(findObstacle(verdicts)).toBe('rest');
  });
});

describe('checkMoreRules', () => {
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

  it('checks only the rules that the survey has', () => {
    expect(checkMoreRules({}, facts)).toEqual({});
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
    expect(checkMoreRules({ [rule]: value }, facts)).toEqual({ [rule]: verdict });
  });

  it('fails on Global Privacy Control, and passes on consent and on an exit', () => {
    const allThree = { globalPrivacyControl: true, consent: true, exitIntent: true };
    const changed = { ...facts, privacy: true, consent: true, leaving: true };
    expect(checkMoreRules(allThree, changed)).toEqual({
      globalPrivacyControl: false,
      consent: true,
      exitIntent: true,
    });
  });
});
