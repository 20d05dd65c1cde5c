import { describe, expect, it } from 'vitest';
import { judge, obstacleOf } from './eligibility.ts';

const settings = { key: 'k', shop: 'Shop', survey: 's' };
const day = 864e5;
const now = 1000 * day;
const page = { now, seconds: 1, busy: false };

describe('judge', () => {
  it('lets the prompt show on a fresh page after the default delay', () => {
    expect(obstacleOf(judge(settings, {}, {}, page))).toBeUndefined();
  });

  it('asks nothing without a survey', () => {
    const verdicts = judge({ key: 'k', shop: 'Shop' }, {}, {}, page);
    expect(obstacleOf(verdicts)).toEqual({ rule: 'survey', passing: false });
  });

  it.each([
    [89.9, 90, false],
    [90, 90, true],
    [6.9, 7, false],
    [0, 0, true],
  ])('after %d days with a rest of %d: %s', (days, rest, verdict) => {
    expect(judge({ ...settings, rest }, { asked: now - days * day }, {}, page).rest).toBe(verdict);
  });

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
    ['manual', { manual: '' }, page],
    ['delay', {}, { ...page, seconds: 0.9 }],
    ['free', {}, { ...page, busy: true }],
  ])('waits for %s', (rule, context, facts) => {
    expect(obstacleOf(judge(settings, {}, context, facts))).toEqual({ rule, passing: true });
  });
});
