import { z } from 'zod';
import { instant } from './day.ts';

const positionSchema = z.tuple([instant, z.uuid()]);

/** A cursor: the position where a page of a list ended, as base64url of JSON. */
export const cursorSchema = z
  .string()
  .max(200)
  .refine(isPosition, { error: 'is not one that this list gave' });

function isPosition(cursor: string): boolean {
  try {
    const bytes = z.util.base64urlToUint8Array(cursor);
    return positionSchema.safeParse(JSON.parse(String.fromCharCode(...bytes))).success;
  } catch {
    return false;
  }
}
