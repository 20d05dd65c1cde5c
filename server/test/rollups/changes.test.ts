import fc from 'fast-check';
import { expect, it } from 'vitest';
import { expectations } from '@nines/shared/wire/fields';
import type { ResponseRecord } from '../../src/responses/columns.ts';
import { countChanges, viewsIndex, type Change } from '../../src/rollups/changes.ts';
import { bareRecord } from '../harness/incoming.ts';

const words = ['Z', 'a', 'é', '\u{fffd}', '\u{1f600}', '__proto__'];
const word = fc.constantFrom(...words);

const anyResponse: fc.Arbitrary<ResponseRecord> = fc
  .record({
    survey: fc.constantFrom(2, 3),
    day: fc.constantFrom('2026-06-01', '2026-06-02'),
    score: fc.integer({ min: 0, max: 10 }),
    moment: word,
    locale: fc.constantFrom(null, 'nl'),
    verified: fc.boolean(),
    effort: fc.constantFrom(null, 1, 7),
    expectation: fc.constantFrom(null, ...expectations),
    reasons: fc.option(fc.array(word, { minLength: 1, maxLength: 3 })),
    segments: fc.option(fc.dictionary(word, word, { maxKeys: 3 })),
    test: fc.boolean(),
  })
  .map((given) => bareRecord(given));
const anyChange: fc.Arbitrary<Change> = fc
  .record({ before: fc.option(anyResponse), after: fc.option(anyResponse) })
  .map((change) => change);

/** The expected rollups of one response, field by field. */
function countedIn(response: ResponseRecord): string[] {
  const { moment, device, channel, locale, verified, effort, expectation } = response;
  return [
    'all',
    `moment ${moment}`,
    `device ${device}`,
    `channel ${channel}`,
    ...(locale ? [`locale ${locale}`] : []),
    ...(verified ? ['verified true'] : []),
    ...(effort === null ? [] : [`effort ${effort}`]),
    ...(expectation === null ? [] : [`expectation ${expectation}`]),
    ...[...new Set(response.reasons ?? [])].map((reason) => `reason ${reason}`),
    ...Object.entries(response.segments ?? {}).map(([name, value]) => `property.${name} ${value}`),
  ];
}

it('adds the difference between the responses before and after a change', () => {
  fc.assert(
    fc.property(fc.array(anyChange, { maxLength: 6 }), (changes) => {
      const expected = new Map<string, number>();
      for (const { before, after } of changes) {
        for (const [response, times] of [
          [before, -1],
          [after, 1],
        ] as const) {
          if (!response) continue;
          const { survey, day, score, test } = response as ResponseRecord;
          if (test) continue;
          for (const place of countedIn(response as ResponseRecord)) {
            const key = JSON.stringify([survey, day, place, score]);
            expected.set(key, (expected.get(key) ?? 0) + times);
          }
        }
      }
      const counted = new Map<string, number>();
      for (const { survey, day, dimension, value, counts } of countChanges(changes)) {
        const place = dimension === '' ? 'all' : `${dimension} ${value}`;
        for (const [score, count] of counts.entries()) {
          if (count !== 0) counted.set(JSON.stringify([survey, day, place, score]), count);
        }
      }
      const some = [...expected].filter(([, count]) => count !== 0);
      expect(new Map([...counted].toSorted())).toEqual(new Map(some.toSorted()));
    }),
  );
});

it('changes no row when nothing that is counted changes', () => {
  const before = bareRecord({ comment: null });
  const after = { ...before, comment: 'Quick', revision: 2, url: 'https://shop.example' };
  expect(countChanges([{ before, after }])).toEqual([]);
});

it('gives each row once, and the rows of all batches in the same order', () => {
  fc.assert(
    fc.property(fc.array(anyChange, { maxLength: 6 }), fc.array(anyChange), (one, other) => {
      const places = (changes: Change[]) =>
        countChanges(changes).map(({ shop, survey, dimension, day, value }) =>
          JSON.stringify([shop, survey, dimension, day, value]),
        );
      const [a, b, both] = [places(one), places(other), places([...one, ...other])];
      expect(new Set(both).size).toBe(both.length);
      const shared = a.filter((place) => b.includes(place));
      expect(b.filter((place) => a.includes(place))).toEqual(shared);
    }),
  );
});

it('counts views apart from scores, and only in dimensions of views', () => {
  const view = {
    shop: 1,
    survey: 2,
    id: 'v',
    kind: 'prompt',
    viewedAt: '2026-06-01T00:00:00Z',
    day: '2026-06-01',
    moment: 'checkout',
    channel: 'widget',
    device: 'phone',
    locale: null,
    orderId: 'A',
    orderValue: 1,
    orderCurrency: 'EUR',
    customer: null,
    emailRef: null,
  };
  const rows = countChanges([{ before: null, after: view }]);
  expect(rows.map(({ dimension }) => dimension)).toEqual(['', 'channel', 'device', 'moment']);
  for (const { counts } of rows) expect(counts[viewsIndex]).toBe(1);
});
