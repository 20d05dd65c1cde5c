import { describe, expect, it } from 'vitest';
import { judge, obstacleOf } from './eligibility.ts';

const settings = { key: 'k', shop: 'Shop', survey: 's' };
const day = 864e5;
const now = 1000 * day;
const page = { now, seconds: 1, busy: false, placed: true };

describe('judge', () => {
  it('lets the prompt show on a fresh page after the default delay', () => {
    expect(obstacleOf(judge(settings, {}, {}, page))).toBeUndefined();
  });

  it('asks nothing without a survey', () => {
    const verdicts = judge({ key: 'k', shop: 'Shop' }, {}, {}, page);
    expect(obstacleOf(verdicts)).toBe('survey');
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
      const memory = Object.fromEntries(
        Object.entries(ago).map(([what, surveys]) => [
          what,
          Object.fromEntries(Object.entries(surveys).map(([id, days]) => [id, now - days * day])),
        ]),
      );
      expect(obstacleOf(judge(settings, memory, {}, page))).toBe(rule);
      const never = { ...settings, rest: 0, restAfterClose: 0, restAcross: 0 };
      expect(obstacleOf(judge(never, memory, {}, page))).toBeUndefined();
    },
  );

  it('asks once for each order, however the page names it', () => {
    const memory = { orders: ['1001'] };
    const verdictFor = (context: object) =>
      judge({ ...settings, rest: 0 }, memory, context, page).order;
    expect(verdictFor({ orderId: '1001' })).toBe(false);
    expect(verdictFor({ order: { id: '1001' } })).toBe(false);
    expect(verdictFor({ orderId: '1002' })).toBe(true);
    expect(verdictFor({})).toBe(true);
  });

  it.each([
    ['manual', { manual: '' }, {}],
    ['target', {}, { placed: false }],
    ['delay', {}, { seconds: 0.9 }],
    ['free', {}, { busy: true }],
  ])('waits for %s', (rule, context, facts) => {
    const verdicts = judge(settings, {}, context, { ...page, ...facts });
    expect(verdicts[rule]).toBeNull();
    expect(obstacleOf(verdicts)).toBe(rule);
  });

  it('names a rule that can no longer pass before one that may', () => {
    const verdicts = judge(
      { ...settings, manual: true },
      { orders: ['1'] },
      { orderId: '1' },
      page,
    );
    expect(obstacleOf(verdicts)).toBe('order');
  });
});
