import { parse as parseQuery } from 'node:querystring';
import { z } from 'zod';
import { limits } from '@nines/shared/limits';
import { text } from '@nines/shared/text';

/** A number, also as text; in words that Delighted's clients know when it is not there. */
export function wholeNumber(low: number, high: number) {
  return z
    .preprocess(
      (value) => (typeof value === 'string' && value.trim() !== '' ? Number(value) : value),
      z.int({ error: blankOr('is not a number') }),
    )
    .refine((value) => value >= low && value <= high, {
      error: `must be between ${low} and ${high}`,
    });
}

/** Seconds since 1970. */
export const timestamp = wholeNumber(0, 253_402_300_799);

export const perPage = wholeNumber(1, Number.MAX_SAFE_INTEGER)
  .default(20)
  .transform((count) => Math.min(count, 100));
export const pageNumber = wholeNumber(1, 1_000_000).default(1);

export const email = z
  .email({ error: blankOr('is invalid') })
  .max(limits.email)
  .refine((value) => value.isWellFormed());

/** `true` and `false`, also as text. */
export const flag = z.preprocess(
  (value) => (value === 'true' ? true : value === 'false' ? false : value),
  z.boolean({ error: 'must be true or false' }),
);

/** Properties of a person. What is `null` is left out. */
export const properties = z
  .record(
    text(limits.propertyKey).min(1),
    z.union([text(limits.propertyValue), z.number(), z.boolean(), z.null()]),
  )
  .transform((given) =>
    Object.fromEntries(
      Object.entries(given).filter(
        (entry): entry is [string, string | number | boolean] => entry[1] !== null,
      ),
    ),
  )
  .refine((given) => Object.keys(given).length <= limits.properties, {
    error: `must have at most ${limits.properties} entries`,
  });

/** A list in a query: repeated, with `[]` after its name or without. */
export function expands(query: Record<string, unknown>, what: string): boolean {
  return [query['expand'], query['expand[]']].flat().some((value) => value === what);
}

/** The message of a fault, by whether there was anything at all. */
export function blankOr(message: string) {
  return ({ input }: { input?: unknown }) =>
    input === undefined || input === null || input === '' ? "can't be blank" : message;
}

/** Reads a form as Delighted did, with `properties[plan]=pro` as one field of an object. */
export function readForm(body: string): Record<string, unknown> {
  const form: Record<string, unknown> = Object.create(null);
  for (const [name, value] of Object.entries(parseQuery(body))) {
    const [, outer, inner] = /^([a-z_]+)\[([^\]]+)\]$/.exec(name) ?? [];
    if (outer === undefined || inner === undefined) form[name] = value;
    else form[outer] = { ...(form[outer] as object | undefined), [inner]: value };
  }
  return form;
}
