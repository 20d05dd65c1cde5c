import { differenceOf, uncertaintyOf } from '@nines/shared/interval';
import { describe, expect, it } from 'vitest';
import { createFormats } from './language.ts';
import { en } from './messages-en.ts';
import { nl } from './messages-nl.ts';
import {
  burstPhrase,
  changePhrase,
  directionOf,
  exactScore,
  intervalPhrase,
  isTinySample,
  precisionOf,
  precisionPhrase,
  signedPhrase,
  trendPhrase,
} from './phrases.ts';

const english = { messages: en, formats: createFormats('en-GB') };
const dutch = { messages: nl, formats: createFormats('nl-NL') };

/** The figures that phrases read, calculated as the server does. */
function figures(detractors: number, passives: number, promoters: number) {
  const counts = { detractor: detractors, passive: passives, promoter: promoters };
  const uncertainty = uncertaintyOf(counts, 0.95);
  return {
    detractors,
    passives,
    promoters,
    responses: detractors + passives + promoters,
    interval: uncertainty && ([...uncertainty.interval] as [number, number]),
    marginOfError: uncertainty && uncertainty.marginOfError,
  };
}

/** The change between two periods, each given as its detractors, passives and promoters. */
function change(later: [number, number, number], earlier: [number, number, number]) {
  const counts = ([detractor, passive, promoter]: [number, number, number]) => ({
    detractor,
    passive,
    promoter,
  });
  const difference = differenceOf(counts(later), counts(earlier), 0.95);
  if (!difference) return { nps: null, interval: null, pValue: null, significant: false };
  return { ...difference, interval: [...difference.interval] as [number, number] };
}

describe('precision', () => {
  it('describes the confidence interval', () => {
    expect(intervalPhrase(figures(6, 13, 32), english)).toBe(
      'Most likely somewhere between 29 and 67.',
    );
    expect(intervalPhrase(figures(6, 13, 32), dutch)).toBe(
      'Hoogstwaarschijnlijk ergens tussen 29 en 67.',
    );
    expect(intervalPhrase(figures(60, 10, 30), english)).toContain('between \u221246 and \u221212');
  });

  it('names one number if both ends round to it', () => {
    expect(intervalPhrase({ interval: [41.7, 42.3] }, english)).toBe(
      'Most likely very close to 42.',
    );
  });

  it('depends on the number of responses', () => {
    expect(precisionPhrase(figures(6, 13, 32), english)).toBe(
      '51 answers are few, so read it with care.',
    );
    expect(precisionPhrase(figures(0, 0, 1), english)).toContain('One answer');
    const samples = [0, 1, 4, 51, 400, 4_000].map((n) => figures(n * 0.2, n * 0.3, n * 0.5));
    expect(samples.map(precisionOf)).toEqual(['none', 'one', 'tiny', 'few', 'fair', 'sharp']);
    expect(samples.map(isTinySample)).toEqual([false, true, true, false, false, false]);
  });

  it('is an empty text without responses', () => {
    expect(intervalPhrase(figures(0, 0, 0), english)).toBe('');
    expect(precisionPhrase(figures(0, 0, 0), english)).toBe('');
  });
});

describe('signedPhrase', () => {
  const phrase = (verified: number | null, responses: number) =>
    signedPhrase({ verified, responses }, english);

  it('says whether all, some or none of the answers are signed', () => {
    expect(phrase(51, 51)).toBe('All answers are signed: each belongs to an order of yours.');
    expect(phrase(19, 50)).toContain('38% of the answers are signed');
    expect(phrase(0, 50)).toBe('No answer is signed, so anybody may have given them.');
    expect(signedPhrase({ verified: 19, responses: 50 }, dutch)).toMatch(
      /^38% van de antwoorden is getekend/,
    );
  });

  it('does not round nearly all to all, nor a few to none', () => {
    expect(phrase(9_999, 10_000)).toContain('99% of the answers');
    expect(phrase(1, 10_000)).toContain('< 1% of the answers');
  });

  it('says nothing without responses', () => {
    expect(phrase(0, 0)).toBe('');
    expect(phrase(null, 3)).toBe('');
  });
});

describe('burstPhrase', () => {
  const caution = (day: string, source: 'address' | 'no-origin' = 'address') => ({
    kind: 'burst' as const,
    source,
    survey: '1',
    day,
    answers: 240,
    of: 1_260,
    share: 0.1905,
    usual: 2,
    message: '',
  });

  it('names the newest day, and how many others there are', () => {
    expect(burstPhrase([caution('2026-10-06')], english)).toBe(
      'On Tuesday 6 October, 240 of 1,260 unsigned answers came from one address. That is far more than usual in your shop. Look at them before you rely on this score.',
    );
    const days = ['2026-10-06', '2026-10-05', '2026-10-03'].map((day) => caution(day));
    expect(burstPhrase(days, english)).toContain('There are 2 other days like it.');
    expect(burstPhrase(days.slice(1), dutch)).toMatch(
      /^Op maandag 5 oktober kwamen 240 van de 1.260 .* van één adres\..* nog zo’n dag\.$/,
    );
  });

  it('counts a day once that has two bursts, and is empty without any', () => {
    const both = [caution('2026-10-06', 'no-origin'), caution('2026-10-06')];
    expect(burstPhrase(both, english)).toContain('from no web page');
    expect(burstPhrase(both, english)).not.toContain('other day');
    expect(burstPhrase([], english)).toBe('');
  });
});

describe('changePhrase and directionOf', () => {
  it('say that an insignificant change may be chance', () => {
    const slight = change([6, 13, 32], [7, 14, 30]);
    expect(directionOf(slight)).toBe('up');
    expect(changePhrase(slight, 30, english)).toBe(
      '6 points higher than in the 30 days before, but that may well be chance.',
    );
  });

  it('say that a significant rise or fall is real', () => {
    const better = change([50, 150, 300], [150, 150, 200]);
    expect(directionOf(better)).toBe('rise');
    expect(changePhrase(better, 90, english)).toMatch(/^40 points higher .* that is real/);
    const worse = change([150, 150, 200], [50, 150, 300]);
    expect(directionOf(worse)).toBe('fall');
    expect(changePhrase(worse, 90, dutch)).toBe(
      '40 punten lager dan in de 90 dagen ervoor, en dat is echt: zoiets is zelden toeval.',
    );
  });

  it('use the singular for one point and have a phrase for no change', () => {
    expect(changePhrase({ ...change([1, 1, 1], [1, 1, 1]), nps: -1.2 }, 7, english)).toMatch(
      /^1 point lower/,
    );
    expect(changePhrase(change([1, 1, 1], [1, 1, 1]), 7, english)).toBe(
      'About the same as in the 7 days before.',
    );
  });

  it('say that there is nothing to compare with', () => {
    const first = change([6, 13, 32], [0, 0, 0]);
    expect(changePhrase(first, 30, english)).toContain('Nothing to compare with');
    expect(directionOf(undefined)).toBe('unknown');
  });
});

describe('exactScore', () => {
  it('is calculated from the counts, so that it is rounded only once', () => {
    // The score is 38.46. The difference of the rounded shares, 62 − 23, would be 39.
    expect(english.formats.whole(exactScore(figures(3, 2, 8)) ?? Number.NaN)).toBe('38');
    // The score is 49.4975. The reply says 49.50, which would be rounded to 50.
    const close = figures(0, 201, 197);
    expect(english.formats.whole(exactScore(close) ?? Number.NaN)).toBe('49');
  });

  it('is null without responses', () => {
    expect(exactScore(figures(0, 0, 0))).toBeNull();
  });
});

describe('trendPhrase', () => {
  it('names the first and the last point that have a score', () => {
    const points = [
      { name: 'September', score: null },
      { name: 'October', score: 12.4 },
      { name: 'November', score: -3 },
    ];
    expect(trendPhrase(points, english)).toBe(
      'The score over time: from 12 (October) to \u22123 (November).',
    );
    expect(trendPhrase(points.slice(0, 2), english)).toBe('The score over time: 12 (October).');
    expect(trendPhrase(points.slice(0, 1), english)).toBe(en.phrases.trendNone);
  });
});
