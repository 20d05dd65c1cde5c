import { expect, it } from 'vitest';
import { byBand, say, stepsFor } from './talk.ts';

const settings = { key: 'k', shop: 'Shop' };

it('asks why of every band unless told otherwise, and always thanks', () => {
  expect(stepsFor(settings, 9)).toEqual(['comment', 'thanks']);
  const followUps = { promoter: [], detractor: ['reasons', 'email'] as const };
  expect(stepsFor({ ...settings, followUps }, 9)).toEqual(['thanks']);
  expect(stepsFor({ ...settings, followUps }, 8)).toEqual(['comment', 'thanks']);
  expect(stepsFor({ ...settings, followUps }, 6)).toEqual(['reasons', 'email', 'thanks']);
});

it('speaks by band', () => {
  expect([6, 7, 9].map((score) => byBand('thanks', score))).toEqual([
    'thanksDetractor',
    'thanksPassive',
    'thanksPromoter',
  ]);
});

it('says it in the shop’s own words where it has them, else in ours', () => {
  const texts = { en: { question: 'Happy with {shop}?' } };
  const ask = (language: string) =>
    say({ settings: { ...settings, texts }, language }, 'question', 'A $& B');
  expect(ask('en')).toBe('Happy with A $& B?');
  expect(ask('nl')).toContain('recommend A $& B to');
});
