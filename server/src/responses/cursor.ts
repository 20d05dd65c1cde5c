import { z } from 'zod';
import { wrongField } from '../http/problem.ts';

/** Where a page of the list ended: the next begins after it. */
export type Position = { at: string; id: string };

const positionSchema = z.tuple([z.iso.datetime(), z.uuid()]);

export function writeCursor({ at, id }: Position): string {
  return Buffer.from(JSON.stringify([at, id])).toString('base64url');
}

/** Throws 422 for what is not a cursor of ours. */
export function readCursor(cursor: string): Position {
  try {
    const [at, id] = positionSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return { at, id };
  } catch {
    throw wrongField('cursor', 'is not one that this list gave');
  }
}
