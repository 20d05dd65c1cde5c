import { expect, it } from 'vitest';
import { en } from './messages-en.ts';
import { nl } from './messages-nl.ts';
import { chooseSpeech } from './messages.ts';

it('speaks the first language of the reader that it knows', () => {
  expect(chooseSpeech(['nl-BE', 'fr'])).toEqual({ words: nl, locale: 'nl-BE' });
  expect(chooseSpeech(['fr-BE', 'NL', 'en'])).toEqual({ words: nl, locale: 'NL' });
  expect(chooseSpeech(['en-US'])).toEqual({ words: en, locale: 'en-US' });
});

it('speaks English to all others', () => {
  expect(chooseSpeech(['fr', 'ja'])).toEqual({ words: en, locale: 'en-GB' });
  expect(chooseSpeech([]).words).toBe(en);
});
