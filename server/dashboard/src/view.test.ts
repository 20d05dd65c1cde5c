// @vitest-environment happy-dom
import { beforeEach, expect, it } from 'vitest';
import { keepView, readView } from './view.ts';

const surveys = [{ id: 'first' }, { id: 'second' }];

beforeEach(() => {
  location.href = 'http://localhost/dashboard';
});

it('begins with the oldest survey over 30 days, and leaves the address clean', () => {
  expect(readView(surveys)).toEqual({ survey: 'first', period: '30d' });
  keepView({ survey: 'first', period: '30d' }, surveys);
  expect(location.href).toBe('http://localhost/dashboard');
});

it('finds again what it kept', () => {
  const view = { survey: 'second', period: '365d' } as const;
  keepView(view, surveys);
  expect(readView(surveys)).toEqual(view);
});

it('ignores what the shop does not have', () => {
  location.href = 'http://localhost/dashboard?survey=another&period=1d';
  expect(readView(surveys)).toEqual({ survey: 'first', period: '30d' });
});
