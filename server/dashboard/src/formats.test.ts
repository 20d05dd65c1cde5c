import { describe, expect, it } from 'vitest';
import { createFormats } from './formats.ts';

const en = createFormats('en-GB');
const nl = createFormats('nl-NL');

describe('numbers', () => {
  it('have a true minus and never a negative nothing', () => {
    expect(nl.whole(-8)).toBe('\u22128');
    expect(en.whole(-0.2)).toBe('0');
    expect(en.decimal(-0.001, 2)).toBe('0.00');
  });

  it('are grouped and pointed as the language does', () => {
    expect([en.whole(12_345), nl.whole(12_345)]).toEqual(['12,345', '12.345']);
    expect([en.decimal(50.98, 2), nl.decimal(50.98, 2)]).toEqual(['50.98', '50,98']);
  });

  it('are short where room is', () => {
    const short = [en.short(940), en.short(4_051), nl.short(12_300)];
    expect(short.map((text) => text.toLowerCase())).toEqual(['940', '4.1k', '12,3k']);
  });

  it('never write some as none', () => {
    expect(en.share(0)).toBe('0%');
    expect(en.share(0.001)).toBe('< 1%');
    expect(en.share(0.627)).toBe('63%');
  });
});

describe('days', () => {
  it('are those on the calendar, wherever the reader is', () => {
    expect(en.day('2026-10-06')).toBe('6 October 2026');
    expect(nl.day('2026-10-06')).toBe('6 oktober 2026');
    expect(en.days('2026-10-02', '2026-10-31')).toMatch(/^2\s?–\s?31 October 2026$/);
  });

  it('name the points of a trend', () => {
    expect(en.point('2026-10-06', 'day')).toBe('Tuesday 6 October');
    expect(nl.point('2026-10-01', 'month')).toBe('oktober 2026');
    expect(en.point('2026-10-01', 'quarter')).toBe('Q4 2026');
    expect(en.tick('2026-10-05', 'week', false)).toBe('5 Oct');
    expect(en.tick('2027-01-01', 'month', true)).toBe('Jan 2027');
  });
});

describe('language', () => {
  it('is named in the reader’s language, and unnamed when it is none', () => {
    expect(nl.language('en')).toBe('Engels');
    expect(en.language('nl')).toBe('Dutch');
    expect(en.language('xx')).toBeUndefined();
    expect(en.language('not a tag')).toBeUndefined();
  });
});
