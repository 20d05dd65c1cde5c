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
 * Reads a page: at most `limit` rows of `list`, and the last of them if there are more. `list` is asked for one row more,
 * which tells whether there are.
 */
export async function readRows<Row>(
  limit: number,
  list: (limit: number) => Promise<readonly Row[]>,
): Promise<{ rows: Row[]; last: Row | undefined }> {
  const found = await list(limit + 1);
  const rows = found.slice(0, limit);
  return { rows, last: found.length > limit ? rows.at(-1) : undefined };
}

/** Reads a page as `readRows`, with the cursor of the next page, `null` on the last one. */
export async function readPage<Row>(
  limit: number,
  list: (limit: number) => Promise<readonly Row[]>,
  positionOf: (row: Row) => Position,
): Promise<{ rows: Row[]; next: string | null }> {
  const { rows, last } = await readRows(limit, list);
  return { rows, next: last === undefined ? null : writeCursor(positionOf(last)) };
}
