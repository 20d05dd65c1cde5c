// @vitest-environment happy-dom
import { beforeEach, expect, it } from 'vitest';
import { periods, readView, writeView } from './view.ts';

const surveys = [{ id: 'first' }, { id: 'second' }];

beforeEach(() => {
  location.href = 'http://localhost/dashboard';
});

it('defaults to the oldest survey and 30 days, which the URL leaves out', () => {
  expect(readView(surveys)).toEqual({ survey: 'first', period: '30d' });
  writeView({ survey: 'first', period: '30d' }, surveys);
  expect(location.href).toBe('http://localhost/dashboard');
});

it.each(periods)('reads the view that it wrote, with period %s', (period) => {
  const view = { survey: 'second', period };
  writeView(view, surveys);
  expect(readView(surveys)).toEqual(view);
});

it('ignores a survey and a period that do not exist', () => {
  for (const period of ['31d', '', 'toString']) {
    location.href = `http://localhost/dashboard?survey=another&period=${period}`;
    expect(readView(surveys)).toEqual({ survey: 'first', period: '30d' });
  }
});
