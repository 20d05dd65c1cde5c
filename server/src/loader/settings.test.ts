import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { loaderFor } from '@nines/shared/loader-settings';
import { surveySettingsSchema } from '@nines/shared/survey';
import type { ShopEntry } from '../shops/directory.ts';
import { loaderSettingsOf, pagesOf } from './settings.ts';

function settingsOf(given: object = {}, shop: object = {}) {
  const survey = surveySettingsSchema.parse({ name: 'Survey', ...given });
  return loaderSettingsOf({
    key: 'pk',
    shop: { name: 'Oever', loyalty: false, ...shop },
    surveys: [{ ...survey, id: 's', createdAt: '2026-10-01T00:00:00.000Z' }],
  } as unknown as ShopEntry);
}

it('leaves out each setting that equals its default', () => {
  expect(settingsOf()).toEqual({ key: 'pk', shop: 'Oever', survey: 's' });
  expect(loaderFor(settingsOf())).toBe('loader.js');
});

it('names no survey when none is active', () => {
  expect(settingsOf({ active: false })).toEqual({ key: 'pk', shop: 'Oever' });
});

it('waits no longer after a close, or for another survey, than after an answer', () => {
  expect(settingsOf({ display: { rest: 0 } })).toMatchObject({
    rest: 0,
    restAfterClose: 0,
    restAcross: 0,
  });
  expect(settingsOf({ display: { rest: 365 } })).not.toHaveProperty('restAfterClose');
  expect(settingsOf({ display: { rest: 0, restAcross: 5 } })).toMatchObject({ restAcross: 5 });
});

it.each([
  [{ scroll: 50 }, { scroll: 50 }],
  [{ share: 0 }, { share: 0 }],
  [{ moments: ['checkout'] }, { moments: ['checkout'] }],
  [{ from: '2026-11-01T00:00:00+01:00' }, { from: Date.UTC(2026, 9, 31, 23) }],
  [{ consent: true }, { consent: true }],
  [{ pages: ['/thanks'] }, { pages: expect.any(String) }],
])('%j needs the full loader', (display, expected) => {
  const settings = settingsOf({ display });
  expect(settings).toMatchObject(expected);
  expect(loaderFor(settings)).toBe('loader.full.js');
});

it('lets the tag of a shop that measures loyalty report orders, which needs the full loader', () => {
  const settings = settingsOf({}, { loyalty: true });
  expect(settings).toEqual({ key: 'pk', shop: 'Oever', survey: 's', loyalty: true });
  expect(loaderFor(settings)).toBe('loader.full.js');
  expect(settingsOf({ active: false }, { loyalty: true })).not.toHaveProperty('loyalty');
});

it('tells the prompt where it finds the shop’s privacy page, and that answers need a signed order', () => {
  const privacyUrl = 'https://shop.example/privacy';
  expect(settingsOf({ privacyUrl }, { answers: 'signed' })).toMatchObject({
    privacyUrl,
    signed: true,
  });
  expect(settingsOf({}, { answers: 'any' })).toEqual(settingsOf());
});

it('drops the step for reasons when there are none', () => {
  const followUps = { promoter: [], passive: ['reasons'], detractor: ['comment', 'reasons'] };
  expect(settingsOf({ followUps }).followUps).toMatchObject({
    passive: [],
    detractor: ['comment'],
  });
});

it('lets no value of the look break out of the stylesheet', () => {
  const look = {
    theme: 'dark',
    radius: 4,
    position: 'top-left',
    logo: 'https://shop.example/a"){}*{x:url(b.png',
  };
  const { css } = settingsOf({ look });
  expect(css).toContain('color-scheme:dark;--radius:4px');
  expect(css).toContain('--inset:20px auto auto 20px!important');
  expect(css?.match(/"/g)).toHaveLength(2);
});

it('lets the prompt read its look from the page, with the font of the page and the given look beside it', () => {
  const { css, match } = settingsOf({ look: { match: true, brand: '#0a7f5a', radius: 4 } });
  expect(match).toBe(true);
  expect(css).toContain(':host{font-family:inherit!important}');
  expect(css).toContain('--radius:4px;--brand:#0a7f5a');
  expect(settingsOf({ look: { match: false } })).toEqual(settingsOf());
});

const thanks = 'https://shop.example/thanks';

it.each([
  [[], [], thanks, true],
  [['/thanks'], [], thanks, true],
  [['/thanks'], [], `${thanks}?order=1#top`, true],
  [['/thanks'], [], `${thanks}/again`, false],
  [['/thanks*'], [], `${thanks}/again`, true],
  [['/cart', '/thanks'], [], thanks, true],
  [['/cart'], [], `${thanks}?from=/cart`, false],
  [['/*/thanks'], [], 'https://shop.example/nl/thanks', true],
  [['*order=*'], [], `${thanks}?order=1`, true],
  [['https://shop.example/*'], [], thanks, true],
  [['https://shop.example/*'], [], 'https://shop-example/thanks', false],
  [[], ['/thanks'], thanks, false],
  [[], ['/thanks'], 'https://shop.example/cart', true],
  [['/*'], ['/account*'], 'https://shop.example/account/orders', false],
  [['/a.b'], [], 'https://shop.example/axb', false],
])('pages %j except %j, on %s: %s', (pages, exceptPages, address, verdict) => {
  expect(new RegExp(pagesOf(pages, exceptPages) ?? '').test(address)).toBe(verdict);
});

/** Whether a pattern matches, found by looking for its parts one after the other: it never goes back. */
function matchesInOrder(pattern: string, address: string): boolean {
  const path = address.slice(address.indexOf('/', address.indexOf('//') + 2));
  const isPath = pattern.startsWith('/');
  const text = isPath ? path : address;
  const [first = '', ...others] = pattern.split('*');
  const last = others.pop();
  const endsAt = (end: number) => end === text.length || (isPath && /[?#]/.test(text.charAt(end)));
  if (!text.startsWith(first)) return false;
  if (last === undefined) return endsAt(first.length);
  let position = first.length;
  for (const part of others) {
    const found = text.indexOf(part, position);
    if (found < 0) return false;
    position = found + part.length;
  }
  if (last === '') return true;
  for (let at = text.indexOf(last, position); at >= 0; at = text.indexOf(last, at + 1)) {
    if (endsAt(at + last.length)) return true;
  }
  return false;
}

const letters = (alphabet: string, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), maxLength });

it('matches as one that looks for the parts of a pattern one after the other', () => {
  const pattern = fc
    .tuple(fc.constantFrom('/', '*', 'https://s.nl/'), letters('aab.*/?', 8))
    .map((parts) => parts.join(''));
  const patterns = fc.array(pattern, { maxLength: 3 });
  fc.assert(
    fc.property(patterns, patterns, letters('aab./?#', 14), (pages, exceptPages, rest) => {
      const address = `https://s.nl/${rest}`;
      const isIn = (list: string[]) => list.some((each) => matchesInOrder(each, address));
      const expected = (pages.length === 0 || isIn(pages)) && !isIn(exceptPages);
      expect(new RegExp(pagesOf(pages, exceptPages) ?? '').test(address)).toBe(expected);
    }),
    { numRuns: 2_000 },
  );
});

it.each([
  ['many wildcards', '*a'.repeat(90)],
  ['wildcards beside each other', '*'.repeat(190)],
  ['a path of wildcards', `/${'*a*/'.repeat(40)}`],
])('matches %s along a long address, where backtracking would never end', (_, pattern) => {
  const address = `https://shop.example/${'a/'.repeat(4_000)}a?`;
  const source = pagesOf([`${pattern}*b`], [`${pattern}b`]);
  // Backtracking takes more steps than there are atoms; the limit only turns that into a failure.
  const match = 'new RegExp(source).test(address)';
  expect(runInNewContext(match, { source, address }, { timeout: 120_000 })).toBe(false);
});
