import { describe, expect, it } from 'vitest';
import { chooseLanguage, createFormats } from './language.ts';
import { en as english } from './messages-en.ts';
import { nl as dutch } from './messages-nl.ts';

const en = createFormats('en-GB');
const nl = createFormats('nl-NL');

describe('chooseLanguage', () => {
  it('chooses the first preferred language that has a translation', () => {
    expect(chooseLanguage(['nl-BE', 'fr'])).toMatchObject({ messages: dutch, locale: 'nl-BE' });
    expect(chooseLanguage(['fr-BE', 'NL', 'en'])).toMatchObject({ messages: dutch, locale: 'NL' });
    expect(chooseLanguage(['en-US'])).toMatchObject({ messages: english, locale: 'en-US' });
  });

  it('falls back to English', () => {
    expect(chooseLanguage(['fr', 'ja'])).toMatchObject({ messages: english, locale: 'en-GB' });
    expect(chooseLanguage([]).messages).toBe(english);
  });
});

describe('numbers', () => {
  it('have a minus sign and no negative zero', () => {
    expect(nl.whole(-8)).toBe('\u22128');
    expect(en.whole(-0.2)).toBe('0');
    expect(en.decimal(-0.001, 2)).toBe('0.00');
  });

  it('have the language’s group and decimal separators', () => {
    expect([en.whole(12_345), nl.whole(12_345)]).toEqual(['12,345', '12.345']);
    expect([en.decimal(50.98, 2), nl.decimal(50.98, 2)]).toEqual(['50.98', '50,98']);
  });

  it('can be shortened', () => {
    const short = [en.short(940), en.short(4_051), nl.short(12_300)];
    expect(short.map((text) => text.toLowerCase())).toEqual(['940', '4.1k', '12,3k']);
  });

  it('show a small share as less than 1%', () => {
    expect(en.share(0)).toBe('0%');
    expect(en.share(0.001)).toBe('< 1%');
    expect(en.share(0.627)).toBe('63%');
  });
});

describe('days', () => {
  it('are calendar days, independent of the reader’s time zone', () => {
    expect(en.days('2026-10-02', '2026-10-31')).toMatch(/^2\s?–\s?31 October 2026$/);
    expect(nl.days('2026-10-06', '2026-10-06')).toBe('6 oktober 2026');
  });

  it('are formatted as names of trend points', () => {
    expect(en.point('2026-10-06', 'day')).toBe('Tuesday 6 October');
    expect(nl.point('2026-10-01', 'month')).toBe('oktober 2026');
    expect(en.point('2026-10-01', 'quarter')).toBe('Q4 2026');
    expect(en.tick('2026-10-05', 'week', false)).toBe('5 Oct');
    expect(en.tick('2027-01-01', 'month', true)).toBe('Jan 2027');
  });
});

describe('languageName', () => {
  it('is in the reader’s language, or undefined for an unknown tag', () => {
    expect(nl.languageName('en')).toBe('Engels');
    expect(en.languageName('nl')).toBe('Dutch');
    expect(en.languageName('xx')).toBeUndefined();
    expect(en.languageName('not a tag')).toBeUndefined();
  });
});
