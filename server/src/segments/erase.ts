import { limits } from '@nines/shared/limits';
import { otherValue } from '@nines/shared/wire/fields';
import type { Sql } from '../database/sql.ts';
import type { ResponseRecord } from '../responses/columns.ts';
import { hasPeople } from '../responses/count.ts';
import { moveResponses } from '../responses/store.ts';
import { addToRollups, deleteEmptyRows } from '../rollups/add.ts';
import { countChanges } from '../rollups/changes.ts';
import { repeatRecount } from '../rollups/pending.ts';
import { listCountedValues } from '../rollups/read.ts';
import { freeUnused, listProperties } from './slots.ts';

/**
 * The value of a segment may be a name. So of erased answers, those values are moved to "(other)" that fewer than
 * five other people's answers carry (`limits.commonValue`). A common one, such as a plan, stays counted. Call it
 * in the transaction that clears the answers and has locked them; for `age` before they are cleared.
 *
 * Who gave an answer is known by the hashes of its person; an answer without any counts as a person of its own. An
 * answer that was erased before counts so too: it carries the value only because five others did then.
 *
 * `person`: all answers are of one person, and the others are looked for outside of them. `age`: they are of
 * several people, and none is cleared yet. Five others of each are then six people in all.
 */
export async function hideRareValues(
  transaction: Sql,
  shop: number,
  erased: readonly ResponseRecord[],
  by: 'person' | 'age',
): Promise<void> {
  const counted = erased.filter(({ segments, test }) => segments && !test);
  if (counted.length === 0) return;
  const rare = await findRare(transaction, shop, counted, by);
  const changes = counted
    .filter((before) => valuesOf(before).some(({ key }) => rare.has(key)))
    .map((before) => ({ before, after: { ...before, segments: withoutRare(before, rare) } }));
  await moveResponses(
    transaction,
    shop,
    changes.map(({ after }) => after),
  );
  await addToRollups(transaction, countChanges(changes));
}

/** A value of a segment, and how many of the erased answers carry it. */
type Carried = { survey: number; property: string; value: string; own: number };

function valuesOf({ survey, segments }: ResponseRecord) {
  return Object.entries(segments ?? {}).map(([property, value]) => ({
    survey,
    property,
    value,
    // No stored text holds a NUL.
    key: `${survey}\0${property}\0${value}`,
  }));
}

function withoutRare(record: ResponseRecord, rare: ReadonlySet<string>): Record<string, string> {
  const values = valuesOf(record).map(({ property, value, key }) => [
    property,
    rare.has(key) ? otherValue : value,
  ]);
  return Object.fromEntries(values) as Record<string, string>;
}

/** The keys of the values that too few other people carry. */
async function findRare(
  sql: Sql,
  shop: number,
  erased: readonly ResponseRecord[],
  by: 'person' | 'age',
): Promise<ReadonlySet<string>> {
  const carried = new Map<string, Carried>();
  for (const { key, ...value } of erased.flatMap(valuesOf)) {
    if (value.value === otherValue) continue;
    carried.set(key, { ...value, own: (carried.get(key)?.own ?? 0) + 1 });
  }
  const except = by === 'person' ? erased.map(({ id }) => id) : [];
  const people = limits.commonValue + (by === 'person' ? 0 : 1);
  const counts = new Map<string, ReadonlyMap<string, number>>();
  const rare = new Set<string>();
  for (const [key, { own, ...value }] of carried) {
    const { survey, property } = value;
    const dimension = `property.${property}`;
    const place = `${survey} ${property}`;
    const sums = counts.get(place) ?? (await listCountedValues(sql, { shop, survey, dimension }));
    counts.set(place, sums);
    // The sums are quick to read, and leave few values to look at.
    const others = (sums.get(value.value) ?? 0) - (by === 'person' ? own : 0);
    const isCommon = others >= people && (await hasPeople(sql, { shop, ...value, except, people }));
    if (!isCommon) rare.add(key);
  }
  return rare;
}

/**
 * Removes the values of segments that nothing counts any more: a name stays in their empty counts and in its slot
 * after the answers have lost it, by an erasure or by a revision. A recount that runs begins again, because it
 * may already have given such a value a slot.
 */
export async function removeUnusedValues(transaction: Sql, shop: number): Promise<void> {
  await repeatRecount(transaction, shop);
  await deleteEmptyRows(transaction, shop);
  for (const { survey, property } of await listProperties(transaction, shop)) {
    const dimension = `property.${property}`;
    const counts = await listCountedValues(transaction, { shop, survey, dimension });
    await freeUnused(transaction, { shop, survey, property }, [...counts.keys()]);
  }
}
