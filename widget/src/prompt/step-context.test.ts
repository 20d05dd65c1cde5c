import { expect, it } from 'vitest';
import { messageForBand, textOf, stepsFor } from './step-context.ts';

const settings = { key: 'k', shop: 'Shop' };

it('asks every band for a comment by default, and always ends with the thanks', () => {
  expect(stepsFor(settings, 9)).toEqual(['comment', 'thanks']);
  const followUps = { promoter: [], detractor: ['reasons', 'email'] as const };
  expect(stepsFor({ ...settings, followUps }, 9)).toEqual(['thanks']);
  expect(stepsFor({ ...settings, followUps }, 8)).toEqual(['comment', 'thanks']);
  expect(stepsFor({ ...settings, followUps }, 6)).toEqual(['reasons', 'email', 'thanks']);
});

it('chooses the text by band', () => {
  expect([6, 7, 9].map((score) => messageForBand('thanks', score))).toEqual([
    'thanksDetractor',
    'thanksPassive',
    'thanksPromoter',
  ]);
});

it('uses the shop’s own text if there is one, else ours', () => {
  const texts = { en: { question: 'Happy with {shop}?' } };
  const question = (language: string) =>
    textOf({ settings: { ...settings, texts }, language }, 'question', 'A $& B');
  expect(question('en')).toBe('Happy with A $& B?');
  expect(question('nl')).toContain('recommend A $& B to');
});
