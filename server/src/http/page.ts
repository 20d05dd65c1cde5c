import { z } from 'zod';
import { wrongField } from './problems.ts';

/** Where a page of a list ended: a time in ISO 8601 and a UUID. The next page begins after it. */
export type Position = { at: string; id: string };

const positionSchema = z.tuple([z.iso.datetime(), z.uuid()]);

/** The position as a text for a query string. */
export function writeCursor({ at, id }: Position): string {
  return Buffer.from(JSON.stringify([at, id])).toString('base64url');
}

/** The position of a cursor, `undefined` without one. Throws 422 for a text that is not a cursor. */
export function readCursor(cursor: string | undefined): Position | undefined {
  if (cursor === undefined) return undefined;
  try {
    const [at, id] = positionSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return { at, id };
  } catch {
    throw wrongField('cursor', 'is not one that this list gave');
  }
}

/**
 * The first `limit` of the rows found, and the cursor of the next page, `null` on the last one. Ask the
 * list for `limit + 1` rows: the extra one tells whether there is a next page.
 */
export function pageOf<Row>(
  found: readonly Row[],
  limit: number,
  positionOf: (row: Row) => Position,
): { rows: Row[]; next: string | null } {
  const rows = found.slice(0, limit);
  const last = found.length > limit ? rows.at(-1) : undefined;
  return { rows, next: last === undefined ? null : writeCursor(positionOf(last)) };
}
