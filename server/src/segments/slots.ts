import { LRUCache } from 'lru-cache';
import { limits } from '@nines/shared/limits';
import { otherValue } from '@nines/shared/wire/fields';
import { type Sql, inTransaction } from '../database/sql.ts';
import { askForRecount } from '../rollups/pending.ts';
import { listCountedValues } from '../rollups/read.ts';

/** Identifies the slots of one property of one survey. */
type Property = { shop: number; survey: number; property: string };
type Segments = Readonly<Record<string, string>>;

/** Decides under which value a segment is counted. */
export type SegmentSlots = {
  /**
   * The segments as they are to be counted. A property has 50 slots (`limits.segmentValues`). A value without a
   * slot counts as "(other)", because each counted value needs rows for ever, and anybody can send new values.
   * A value of a trusted answer (`trusted`) takes the slot of a value that only untrusted answers have.
   *
   * Returns no promise when all slots are cached.
   */
  place(
    of: { shop: number; survey: number },
    segments: Segments,
    trusted: boolean,
  ): Segments | Promise<Segments>;
  /** Empties the cache, after an erasure by this process. */
  clear(): void;
};

/** The values that have a slot, and whether each is trusted. */
type Slots = ReadonlyMap<string, boolean>;

/** `cacheMs`: for how long changes by another process may be unknown. */
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
    clear: () => cache.clear(),
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

/** The value as it is counted, or `undefined` when the database must be asked. */
function lookUp(slots: Slots | undefined, value: string, trusted: boolean): string | undefined {
  if (!slots) return undefined;
  const isTrusted = slots.get(value);
  if (isTrusted !== undefined) return trusted && !isTrusted ? undefined : value;
  if (slots.size < limits.segmentValues) return undefined;
  return trusted && [...slots.values()].includes(false) ? undefined : otherValue;
}

/** For how long a slot without counts stays: its first answer may not be counted yet. */
const unusedAfterMs = 3_600_000;

type SlotRow = { value: string; trusted: boolean; admittedAt: Date };

/** Gives the value a slot if it may have one. Returns all slots of the property. */
function takeSlot(
  sql: Sql,
  { cacheMs, ...property }: Property & { cacheMs: number },
  value: string,
  trusted: boolean,
): Promise<Slots> {
  const { shop, survey, property: name } = property;
  return inTransaction(sql, async (transaction) => {
    // One process at a time, so that two new values do not both take the last slot.
    await transaction`
      select pg_advisory_xact_lock(hashtextextended(${`segment ${keyOf(property)}`}, 0))`;
    const rows = await transaction<SlotRow[]>`
      select value, trusted, admitted_at as "admittedAt" from segment_values
      where shop_id = ${shop} and survey_id = ${survey} and property = ${name}`;
    const slots = new Map(rows.map((row) => [row.value, row.trusted]));
    const existing = slots.get(value);
    if (existing === undefined && rows.length >= limits.segmentValues) {
      const freed = await findSlotToFree(transaction, property, rows, trusted);
      if (!freed) return slots;
      slots.delete(freed.value);
      await transaction`
        delete from segment_values where shop_id = ${shop} and survey_id = ${survey}
          and property = ${name} and value = ${freed.value}`;
      // A recount moves its answers to "(other)", once no process counts by this value any more.
      if (freed.isCounted) await askForRecount(transaction, shop, 2 * cacheMs);
    }
    if (existing === undefined || (trusted && !existing)) {
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
 * The slot to free when all are taken: one without counts or, for a trusted value, the least used untrusted
 * one. `undefined` when there is none.
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

/** Frees the slots of all properties that are no longer segments of the survey. */
export async function freeSlots(
  sql: Sql,
  { shop, survey }: Omit<Property, 'property'>,
  except: readonly string[],
): Promise<void> {
  await sql`
    delete from segment_values where shop_id = ${shop} and survey_id = ${survey}
      and property <> all(${[...except]}::text[])`;
}

/** Frees the slots of a property, except those of these values. */
export async function freeUnused(
  sql: Sql,
  { shop, survey, property }: Property,
  used: readonly string[],
): Promise<void> {
  await sql`
    delete from segment_values where shop_id = ${shop} and survey_id = ${survey}
      and property = ${property} and value <> all(${[...used]}::text[])`;
}

/** The properties of a shop that have slots. */
export function listProperties(
  sql: Sql,
  shop: number,
): Promise<Pick<Property, 'survey' | 'property'>[]> {
  return sql<Pick<Property, 'survey' | 'property'>[]>`
    select distinct survey_id as survey, property from segment_values where shop_id = ${shop}`;
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
