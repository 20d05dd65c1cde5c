import { LRUCache } from 'lru-cache';
import { limits } from '@nines/shared/limits';
import { otherValue } from '@nines/shared/wire/fields';
import { inTransaction, type Sql } from '../database/sql.ts';

/** Where a property's values are counted: one survey of one shop. */
type Place = { shop: number; survey: number };
type Segments = Readonly<Record<string, string>>;

/** Knows which values of a survey's segments are counted apart. */
export type SegmentBook = {
  /**
   * The segments as they are to be counted: a value beyond the first `limits.segmentValues` of its
   * property becomes "(other)", for each value costs rows for ever and anybody may send new ones. At
   * once where all values are known, and after a look into the database where one is new.
   */
  settle(place: Place, segments: Segments): Segments | Promise<Segments>;
};

export function createSegmentBook(sql: Sql): SegmentBook {
  const books = new LRUCache<string, Map<string, ReadonlySet<string>>>({ max: 10_000 });

  async function ask(book: Map<string, ReadonlySet<string>>, place: Place, segments: Segments) {
    const settled: Record<string, string> = {};
    for (const [property, value] of Object.entries(segments)) {
      if (lookUp(book.get(property), value) === undefined) {
        book.set(property, await admit(sql, place, property, value));
      }
      settled[property] = lookUp(book.get(property), value) ?? otherValue;
    }
    return settled;
  }

  return {
    settle(place, segments) {
      const key = `${place.shop} ${place.survey}`;
      const book = books.get(key) ?? new Map<string, ReadonlySet<string>>();
      books.set(key, book);
      const settled: Record<string, string> = {};
      for (const [property, value] of Object.entries(segments)) {
        const counted = lookUp(book.get(property), value);
        if (counted === undefined) return ask(book, place, segments);
        settled[property] = counted;
      }
      return settled;
    },
  };
}

/** How a value is counted, as far as is known here. */
function lookUp(known: ReadonlySet<string> | undefined, value: string): string | undefined {
  if (known?.has(value)) return value;
  return known && known.size >= limits.segmentValues ? otherValue : undefined;
}

/** Counts a value apart if there is room for it, and gives all that are. */
async function admit(
  sql: Sql,
  { shop, survey }: Place,
  property: string,
  value: string,
): Promise<ReadonlySet<string>> {
  const rows = await inTransaction(sql, async (transaction) => {
    // One at a time, so that two newcomers do not both take the last place.
    await transaction`
      select pg_advisory_xact_lock(hashtextextended(${`${shop} ${survey} ${property}`}, 0))`;
    await transaction`
      insert into segment_values (shop_id, survey_id, property, value)
      select ${shop}, ${survey}, ${property}, ${value}
      where (select count(*) from segment_values where shop_id = ${shop}
        and survey_id = ${survey} and property = ${property}) < ${limits.segmentValues}
      on conflict do nothing`;
    return transaction<{ value: string }[]>`
      select value from segment_values
      where shop_id = ${shop} and survey_id = ${survey} and property = ${property}`;
  });
  return new Set(rows.map((row) => row.value));
}
