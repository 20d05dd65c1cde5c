import { differenceOf, uncertaintyOf } from '@nines/shared/interval';
import { describe, expect, it } from 'vitest';
import { createFormats } from './formats.ts';
import { en } from './messages-en.ts';
import { nl } from './messages-nl.ts';
import {
  changePhrase,
  exactScore,
  rangePhrase,
  surenessOf,
  surenessPhrase,
  trendPhrase,
  turnOf,
} from './phrases.ts';

const english = { words: en, formats: createFormats('en-GB') };
const dutch = { words: nl, formats: createFormats('nl-NL') };

/** The figures that phrases read, as the server works them out. */
function figures(detractors: number, passives: number, promoters: number) {
  const counts = { detractor: detractors, passive: passives, promoter: promoters };
  const sure = uncertaintyOf(counts, 0.95);
  return {
    detractors,
    passives,
    promoters,
    responses: detractors + passives + promoters,
    interval: sure && ([...sure.interval] as [number, number]),
    marginOfError: sure && sure.marginOfError,
  };
}

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

describe('how sure the score is', () => {
  it('says where the true score most likely lies', () => {
    expect(rangePhrase(figures(6, 13, 32), english)).toBe(
      'Most likely somewhere between 29 and 67.',
    );
    expect(rangePhrase(figures(6, 13, 32), dutch)).toBe(
      'Hoogstwaarschijnlijk ergens tussen 29 en 67.',
    );
    expect(rangePhrase(figures(60, 10, 30), english)).toContain('between \u221246 and \u221212');
  });

  it('does not speak of a range that rounds to one number', () => {
    expect(rangePhrase({ interval: [41.7, 42.3] }, english)).toBe('Most likely very close to 42.');
  });

  it('warns of few responses, and the less the more there are', () => {
    expect(surenessPhrase(figures(6, 13, 32), english)).toBe(
      '51 answers are few, so read it with care.',
    );
    expect(surenessPhrase(figures(0, 0, 1), english)).toContain('One answer');
    const samples = [0, 1, 4, 51, 400, 4_000].map((n) => figures(n * 0.2, n * 0.3, n * 0.5));
    expect(samples.map(surenessOf)).toEqual(['none', 'one', 'tiny', 'few', 'fair', 'sharp']);
  });

  it('is silent without responses', () => {
    expect(rangePhrase(figures(0, 0, 0), english)).toBe('');
    expect(surenessPhrase(figures(0, 0, 0), english)).toBe('');
  });
});

describe('the change since the period before', () => {
  it('calls a small change of few responses what it may be: chance', () => {
    const slight = change([6, 13, 32], [7, 14, 30]);
    expect(turnOf(slight)).toBe('up');
    expect(changePhrase(slight, 30, english)).toBe(
      '6 points higher than in the 30 days before, but that may well be chance.',
    );
  });

  it('calls a large change of many responses real, in either direction', () => {
    const better = change([50, 150, 300], [150, 150, 200]);
    expect(turnOf(better)).toBe('rise');
    expect(changePhrase(better, 90, english)).toMatch(/^40 points higher .* that is real/);
    const worse = change([150, 150, 200], [50, 150, 300]);
    expect(turnOf(worse)).toBe('fall');
    expect(changePhrase(worse, 90, dutch)).toBe(
      '40 punten lager dan in de 90 dagen ervoor, en dat is echt: zoiets is zelden toeval.',
    );
  });

  it('says one point, and says when nothing moved', () => {
    expect(changePhrase({ ...change([1, 1, 1], [1, 1, 1]), nps: -1.2 }, 7, english)).toMatch(
      /^1 point lower/,
    );
    expect(changePhrase(change([1, 1, 1], [1, 1, 1]), 7, english)).toBe(
      'About the same as in the 7 days before.',
    );
  });

  it('does not compare with nothing', () => {
    const first = change([6, 13, 32], [0, 0, 0]);
    expect(changePhrase(first, 30, english)).toContain('Nothing to compare with');
    expect(turnOf(undefined)).toBe('unknown');
  });
});

describe('the score to show', () => {
  it('is rounded once, from the counts', () => {
    // 38.46: the rounded shares, 62 less 23, would say 39.
    expect(english.formats.whole(exactScore(figures(3, 2, 8)) ?? Number.NaN)).toBe('38');
    // 49.4975: sent as 49.50, which would be shown as 50.
    const close = figures(0, 201, 197);
    expect(english.formats.whole(exactScore(close) ?? Number.NaN)).toBe('49');
  });

  it('is unknown without responses', () => {
    expect(exactScore(figures(0, 0, 0))).toBeNull();
  });
});

describe('the trend in a sentence', () => {
  it('goes from the first known point to the last', () => {
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
