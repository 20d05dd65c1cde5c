import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  decideReplacements,
  keyOf,
  roundsOf,
  revise,
  signedOrderOf,
  takenOrderOf,
  type Incoming,
} from '../../src/ingest/revisions.ts';
import type { ResponseRecord } from '../../src/responses/columns.ts';
import { bareRecord } from '../harness/incoming.ts';

const now = '2026-06-02T00:00:00.000Z';
const ids = ['a', 'b', 'c', 'd'];

/** Few ids and orders, so that answers conflict. */
const anyAnswer: fc.Arbitrary<Incoming> = fc
  .record({
    id: fc.constantFrom(...ids),
    revision: fc.integer({ min: 1, max: 6 }),
    score: fc.integer({ min: 0, max: 10 }),
    survey: fc.constantFrom(2, 3),
    moment: fc.constantFrom('checkout', 'delivery'),
    orderId: fc.constantFrom(null, 'A', 'B'),
    isSigned: fc.boolean(),
    test: fc.boolean(),
  })
  .map(({ isSigned, ...given }) => ({
    record: bareRecord({ ...given, verified: isSigned && given.orderId !== null }),
    isPast: false,
  }));
const batches = fc.array(fc.array(anyAnswer, { minLength: 1, maxLength: 8 }), { maxLength: 6 });

/** The survey 3 is on the scale 1–10. */
const surveysFromOne = new Set([3]);

/** Stores batches with the pure rules and a map in place of the table. Returns the result of each answer. */
function store(table: Map<string, ResponseRecord>, batch: readonly Incoming[]) {
  const told = new Map<Incoming, number | 'duplicate'>();
  for (const steps of roundsOf(batch)) {
    const existing: { incoming: Incoming; stored: ResponseRecord }[] = [];
    for (const { highest } of steps) {
      const stored = table.get(highest.record.id);
      if (stored) existing.push({ incoming: highest, stored });
      else if (ordersIn(table).has(takenOrderOf(highest.record) ?? ''))
        told.set(highest, 'duplicate');
      else {
        table.set(highest.record.id, highest.record);
        told.set(highest, highest.record.revision);
      }
    }
    const context = { takenOrders: ordersIn(table), surveysFromOne, now };
    const { replaced, unchanged } = decideReplacements(existing, context);
    for (const { incoming, after } of replaced) {
      table.set(after.id, after);
      told.set(incoming, after.revision);
    }
    for (const { incoming, revision } of unchanged) told.set(incoming, revision);
    for (const { highest, lower } of steps) {
      for (const each of lower) told.set(each, told.get(highest)!);
    }
  }
  return told;
}

function ordersIn(table: ReadonlyMap<string, ResponseRecord>): Set<string> {
  return new Set([...table.values()].flatMap((stored) => takenOrderOf(stored) ?? []));
}

it('each signed order of a survey and moment has one response besides tests, the first one', () => {
  fc.assert(
    fc.property(batches, (sent) => {
      const table = new Map<string, ResponseRecord>();
      for (const batch of sent) {
        const before = new Map(table);
        store(table, batch);
        const orders = [...table.values()].flatMap((stored) => takenOrderOf(stored) ?? []);
        expect(new Set(orders).size).toBe(orders.length);
        for (const [id, stored] of before) {
          if (stored.verified) expect(signedOrderOf(table.get(id)!)).toBe(signedOrderOf(stored));
        }
      }
    }),
  );
});

it('the highest revision of an id is stored, unless its signed order is taken or its 0 is off the scale', () => {
  fc.assert(
    fc.property(batches, (sent) => {
      const table = new Map<string, ResponseRecord>();
      for (const batch of sent) {
        const before = new Map(table);
        const told = store(table, batch);
        for (const [incoming, outcome] of told) {
          const { record } = incoming;
          const stored = table.get(record.id);
          if (outcome === 'duplicate') {
            expect(record).toMatchObject({ verified: true, test: false });
            expect(ordersIn(table)).toContain(signedOrderOf(record));
            continue;
          }
          // Every returned revision was stored.
          expect(stored!.revision).toBeGreaterThanOrEqual(outcome);
          const offScale = record.score === 0 && stored!.survey === 3;
          if ((!record.verified || stored!.test) && !offScale)
            expect(outcome).toBeGreaterThanOrEqual(record.revision);
          expect(stored!.revision).toBeGreaterThanOrEqual(before.get(record.id)?.revision ?? 0);
        }
      }
    }),
  );
});

it('an unsigned order never conflicts', () => {
  const table = new Map<string, ResponseRecord>();
  const unsigned = ids.map((id) => ({
    record: bareRecord({ id, orderId: 'A', score: 0 }),
    isPast: false,
  }));
  const told = store(table, unsigned);
  expect([...told.values()]).toEqual([1, 1, 1, 1]);
  const signed = { record: bareRecord({ id: 'e', orderId: 'A', verified: true }), isPast: false };
  expect(store(table, [signed]).get(signed)).toBe(1);
  expect(table.size).toBe(5);
});

it('each round has an id once, and every answer is in a round', () => {
  fc.assert(
    fc.property(fc.array(anyAnswer, { maxLength: 12 }), (batch) => {
      const rounds = roundsOf(batch);
      for (const steps of rounds) {
        const keys = steps.map(({ highest }) => keyOf(highest.record));
        expect(new Set(keys).size).toBe(keys.length);
      }
      const placed = rounds.flat().flatMap(({ highest, lower }) => [highest, ...lower]);
      expect(new Set(placed)).toEqual(new Set(batch));
      for (const { highest, lower } of rounds.flat()) {
        for (const { record } of lower) {
          expect(record.revision).toBeLessThanOrEqual(highest.record.revision);
          expect(signedOrderOf(record)).toBe(signedOrderOf(highest.record));
          expect(record.test).toBe(highest.record.test);
        }
      }
    }),
  );
});

it('a lower revision of a batch is stored when the signed order of the higher one is taken', () => {
  const table = new Map([['x', bareRecord({ id: 'x', orderId: 'A', verified: true })]]);
  const tap = { record: bareRecord({ id: 'y', revision: 1 }), isPast: false };
  const signed = {
    record: bareRecord({ id: 'y', revision: 2, orderId: 'A', verified: true }),
    isPast: false,
  };
  const told = store(table, [signed, tap]);
  expect([told.get(tap), told.get(signed)]).toEqual([1, 1]);
  expect(table.get('y')).toEqual(tap.record);
});

it('whether an answer is a test is decided by its first revision, also within a batch', () => {
  fc.assert(
    fc.property(batches, (sent) => {
      const table = new Map<string, ResponseRecord>();
      for (const batch of sent) {
        const before = new Map(table);
        store(table, batch);
        for (const [id, { test }] of table) {
          const [first] = batch
            .map(({ record }) => record)
            .filter((record) => record.id === id)
            .toSorted((one, other) => one.revision - other.revision);
          if (before.has(id)) expect(test).toBe(before.get(id)!.test);
          // A signed order that is taken keeps a first revision out.
          else if (!first!.verified) expect(test).toBe(first!.test);
        }
      }
    }),
  );
});

it('a revision that is marked otherwise keeps the segments by which the answer is counted', () => {
  const real = bareRecord({ segments: { plan: 'pro' } });
  const revised = revise(real, { ...real, test: true, segments: null, revision: 2 }, now);
  expect(revised).toMatchObject({ test: false, segments: { plan: 'pro' }, revision: 2 });
  const test = bareRecord({ test: true });
  const again = revise(test, { ...test, test: false, segments: { plan: 'pro' } }, now);
  expect(again).toMatchObject({ test: true, segments: null });
});

it('a revision replaces everything except the survey, the day and a signed order', () => {
  const stored = bareRecord({
    survey: 2,
    day: '2026-05-01',
    comment: 'Slow',
    orderId: 'A',
    orderValue: 10,
    moment: 'delivery',
    verified: true,
    customer: 'c',
  });
  const revision = bareRecord({
    id: stored.id,
    survey: 3,
    revision: 2,
    score: 3,
    orderId: 'B',
    orderValue: 99,
    moment: 'checkout',
    customer: null,
  });
  expect(revise(stored, revision, now)).toEqual({
    ...stored,
    revision: 2,
    score: 3,
    comment: null,
    updatedAt: now,
  });
  const again = { ...revision, orderId: 'A', moment: 'delivery', survey: 2, verified: true };
  expect(revise(stored, again, now)).toMatchObject({
    orderId: 'A',
    orderValue: 99,
    customer: null,
  });
  const unsigned = { ...stored, verified: false, trusted: false };
  expect(revise(unsigned, revision, now)).toMatchObject({
    orderId: 'B',
    orderValue: 99,
    moment: 'checkout',
    survey: 2,
    trusted: false,
  });
});
