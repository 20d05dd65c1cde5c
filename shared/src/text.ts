import { z } from 'zod';

/**
 * Text of at most `length` UTF-16 code units that PostgreSQL can store: no NUL character, which it
 * rejects, and no half of a surrogate pair, which UTF-8 cannot encode.
 */
export function text(length: number) {
  return z
    .string()
    .max(length)
    .refine((value) => value.isWellFormed() && !value.includes('\0'), {
      error: 'holds a character that is not text (NUL or half of a surrogate pair)',
    });
}

/** As `text`, but trimmed, and not empty after that. */
export function filledText(length: number) {
  return text(length).trim().min(1);
}

/** An identifier: lower-case letters, digits, `-` and `_`, beginning with a letter or digit. */
export function machineName(length: number) {
  return z
    .string()
    .max(length)
    .regex(/^[a-z0-9][a-z0-9_-]*$/, {
      error: 'must be lower-case letters, digits, "-" or "_", beginning with a letter or digit',
    });
}
