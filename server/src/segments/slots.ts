import { LRUCache } from 'lru-cache';
import { limits } from '@nines/shared/limits';
import { otherValue } from '@nines/shared/wire/fields';
import { type Sql, inTransaction } from '../database/sql.ts';
import { askForRecount } from '../rollups/pending.ts';
import { listCountedValues } from '../rollups/read.ts';

/** The values of one property of one survey that are counted apart. */
type Property = { shop: number; survey: number; property: string };
type Segments = Readonly<Record<string, string>>;

/** Says under which value a segment is counted. */
export type SegmentSlots = {
  /**
   * The segments as they are to be counted. A property has 50 slots (`limits.segmentValues`): a value
   * without one counts as "(other)", since each value costs rows for ever and anybody may send new ones.
   * Values that the shop vouches for (`trusted`) come first: such a value takes the slot of one that
   * only strangers have sent.
   *
   * Gives the segments at once where all is cached, else after a look into the database.
   */
  place(
    of: { shop: number; survey: number },
    segments: Segments,
    trusted: boolean,
  ): Segments | Promise<Segments>;
};

/** Values and whether the shop vouches for each. */
type Slots = ReadonlyMap<string, boolean>;

/** `cacheMs`: how long another process's changes may go unseen. */
export function createSegmentSlots(sql: Sql, cacheMs: number): SegmentSlots {
  const cache = new LRUCache<string, Slots>({ max: 20_000, ttl: cacheMs });

  async function ask(property: Property, value: string, trusted: boolean): Promise<string> {
    const slots = await takeSlot(sql, { ...property, cacheMs }, value, trusted);
    cache.set(keyOf(property), slots);
    return slots.has(value) ? value : otherValue;
  }

  async function askAll(
    of: { shop: number; survey: number },
    segments: Segments,
    trusted: boolean,
  ): Promise<Segments> {
    const placed: Record<string, string> = {};
    for (const [property, value] of Object.entries(segments)) {
      const place = { shop: of.shop, survey: of.survey, property };
      placed[property] =
        lookUp(cache.get(keyOf(place)), value, trusted) ?? (await ask(place, value, trusted));
    }
    return placed;
  }

  return {
    place(of, segments, trusted) {
      const placed: Record<string, string> = {};
      for (const [property, value] of Object.entries(segments)) {
        const counted = lookUp(cache.get(keyOf({ ...of, property })), value, trusted);
        if (counted === undefined) return askAll(of, segments, trusted);
        placed[property] = counted;
      }
      return placed;
    },
  };
}

function keyOf({ shop, survey, property }: Property): string {
  return `${shop} ${survey} ${property}`;
}

/** The value as it is counted, or `undefined` where only the database can say. */
function lookUp(slots: Slots | undefined, value: string, trusted: boolean): string | undefined {
  if (!slots) return undefined;
  const vouched = slots.get(value);
  if (vouched !== undefined) return trusted && !vouched ? undefined : value;
  if (slots.size < limits.segmentValues) return undefined;
  return trusted && [...slots.values()].includes(false) ? undefined : otherValue;
}

/** A slot that was just given may be counted a moment later: it does not look unused before. */
const unusedAfterMs = 3_600_000;

type SlotRow = { value: string; trusted: boolean; admittedAt: Date };

/** Takes a slot for a value where it may have one, and gives all that are taken. */
function takeSlot(
  sql: Sql,
  { cacheMs, ...property }: Property & { cacheMs: number },
  value: string,
  trusted: boolean,
): Promise<Slots> {
  const { shop, survey, property: name } = property;
  return inTransaction(sql, async (transaction) => {
    // One at a time, so that two new values do not both take the last slot.
    await transaction`
      select pg_advisory_xact_lock(hashtextextended(${`segment ${keyOf(property)}`}, 0))`;
    const rows = await transaction<SlotRow[]>`
      select value, trusted, admitted_at as "admittedAt" from segment_values
      where shop_id = ${shop} and survey_id = ${survey} and property = ${name}`;
    const slots = new Map(rows.map((row) => [row.value, row.trusted]));
    const known = slots.get(value);
    if (known === undefined && rows.length >= limits.segmentValues) {
      const freed = await findSlotToFree(transaction, property, rows, trusted);
      if (!freed) return slots;
      slots.delete(freed.value);
      await transaction`
        delete from segment_values where shop_id = ${shop} and survey_id = ${survey}
          and property = ${name} and value = ${freed.value}`;
      // Its answers become "(other)", once no process counts by this value any more.
      if (freed.isCounted) await askForRecount(transaction, shop, 2 * cacheMs);
    }
    if (known === undefined || (trusted && !known)) {
      slots.set(value, trusted);
      await transaction`
        insert into segment_values as s
          (shop_id, survey_id, property, value, trusted, admitted_at)
        values (${shop}, ${survey}, ${name}, ${value}, ${trusted}, ${new Date()})
        on conflict (shop_id, survey_id, property, value) do update
          set trusted = s.trusted or excluded.trusted`;
    }
    return slots;
  });
}

/**
 * The slot that gives way when all are taken: one that nothing is counted under any more, or, for a value that the
 * shop vouches for, the least used one that only strangers have sent.
 */
async function findSlotToFree(
  sql: Sql,
  { shop, survey, property }: Property,
  rows: readonly SlotRow[],
  trusted: boolean,
): Promise<{ value: string; isCounted: boolean } | undefined> {
  const counts = await listCountedValues(sql, { shop, survey, dimension: `property.${property}` });
  const isOld = ({ admittedAt }: SlotRow) => admittedAt.getTime() < Date.now() - unusedAfterMs;
  const unused = rows.find((row) => !counts.has(row.value) && isOld(row));
  if (unused) return { value: unused.value, isCounted: false };
  if (!trusted) return undefined;
  const [least] = rows
    .filter((row) => !row.trusted)
    .toSorted((a, b) => (counts.get(a.value) ?? 0) - (counts.get(b.value) ?? 0));
  return least && { value: least.value, isCounted: true };
}

/** Gives a property's slots to these values and to no others. Resolves to whether a value has lost its slot. */
export async function replaceSlots(
  sql: Sql,
  { shop, survey, property }: Property,
  values: readonly { value: string; trusted: boolean }[],
): Promise<boolean> {
  return inTransaction(sql, async (transaction) => {
    const lost = await transaction`
      delete from segment_values where shop_id = ${shop} and survey_id = ${survey}
        and property = ${property} and value <> all(${values.map(({ value }) => value)}::text[])
      returning value`;
    for (const { value, trusted } of values) {
      await transaction`
        insert into segment_values as s
          (shop_id, survey_id, property, value, trusted, admitted_at)
        values (${shop}, ${survey}, ${property}, ${value}, ${trusted}, ${new Date()})
        on conflict (shop_id, survey_id, property, value) do update
          set trusted = s.trusted or excluded.trusted`;
    }
    return lost.length > 0;
  });
}

/** Frees all slots of properties that a survey is no longer divided by. */
export async function freeSlots(
  sql: Sql,
  { shop, survey }: Omit<Property, 'property'>,
  except: readonly string[],
): Promise<void> {
  await sql`
    delete from segment_values where shop_id = ${shop} and survey_id = ${survey}
      and property <> all(${[...except]}::text[])`;
}

/** The values of a property that have a slot. */
export async function listSlots(
  sql: Sql,
  { shop, survey, property }: Property,
): Promise<ReadonlySet<string>> {
  const rows = await sql<{ value: string }[]>`
    select value from segment_values
    where shop_id = ${shop} and survey_id = ${survey} and property = ${property}`;
  return new Set(rows.map(({ value }) => value));
}
