import { expect, it } from 'vitest';
import { stepsOf } from './survey.ts';
import { textOf, titleOf } from './texts.ts';

const settings = { key: 'k', shop: 'Shop' };

it('asks every band for a comment by default, and always ends with the thanks', () => {
  const steps = (score: number, given: object = {}) =>
    stepsOf({ settings: { ...settings, ...given }, language: 'en', replies: { score } });
  expect(steps(9)).toEqual(['question', 'comment', 'thanks']);
  const followUps = { promoter: [], detractor: ['reasons', 'email'] };
  expect(steps(9, { followUps })).toEqual(['question', 'thanks']);
  expect(steps(8, { followUps })).toEqual(['question', 'comment', 'thanks']);
  expect(steps(6, { followUps })).toEqual(['question', 'reasons', 'email', 'thanks']);
});

it('chooses the title by the band where it differs by band', () => {
  expect([6, 7, 9].map((score) => titleOf('thanks', score))).toEqual([
    'thanksDetractor',
    'thanksPassive',
    'thanksPromoter',
  ]);
  expect(titleOf('effort', 3)).toBe('effort');
});

it('uses the shop’s own text if there is one, else ours', () => {
  const texts = { en: { question: 'Happy with {shop}?' } };
  const question = (language: string) =>
    textOf({ settings: { ...settings, texts }, language }, 'question', 'A $& B');
  expect(question('en')).toBe('Happy with A $& B?');
  expect(question('nl')).toContain('recommend A $& B to');
});
