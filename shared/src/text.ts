import { z } from 'zod';

/**
 * Text of at most `length` UTF-16 code units that a database can hold: no NUL character, which
 * PostgreSQL refuses, and no half of a surrogate pair, which UTF-8 cannot say.
 */
export function text(length: number) {
  return z
    .string()
    .max(length)
    .refine((value) => value.isWellFormed() && !value.includes('\0'), {
      error: 'holds a character that is not text (NUL or half of a surrogate pair)',
    });
}

/** As `text`, and not empty once the spaces around it are gone. */
export function filledText(length: number) {
  return text(length).trim().min(1);
}

/** A name for machines: lower-case letters, digits, `-` and `_`, beginning with a letter or digit. */
export function machineName(length: number) {
  return z
    .string()
    .max(length)
    .regex(/^[a-z0-9][a-z0-9_-]*$/, {
      error: 'must be lower-case letters, digits, "-" or "_", beginning with a letter or digit',
    });
}
