import { z } from 'zod';

const advice =
  'make one with "openssl rand -base64 32" or node -e "console.log(crypto.randomBytes(32).toString(\'base64url\'))"';

/**
 * A variable with a secret that somebody could guess over the network, or with several separated by commas:
 * the old and the new one both hold while it is being changed.
 */
export const secretListSchema = z
  .string()
  .transform((value) => value.split(',').map((part) => part.trim()))
  .superRefine((secrets, context) => {
    for (const [index, secret] of secrets.entries()) {
      const weakness = weaknessOf(secret);
      const which = secrets.length === 1 ? '' : `secret ${index + 1} of ${secrets.length} `;
      if (weakness) {
        context.addIssue({ code: 'custom', message: `${which}${weakness}: ${advice}` });
      }
    }
  });

const minLength = 32;
/** 2^64 guesses over a network take longer than anybody has. */
const minBits = 64;

/** What is wrong with a secret, without a part of it; `undefined` when it looks random. */
export function weaknessOf(secret: string): string | undefined {
  if (secret.length < minLength) return `must have at least ${minLength} characters`;
  if (!/^[\x21-\x7e]+$/.test(secret)) return 'must be printable ASCII without spaces';
  if (estimateBits(secret) < minBits) return 'can be guessed';
  return undefined;
}

/** Words that examples and hurried people put into a secret. */
const knownWords =
  /admin|metrics|token|secret|passw(or)?d|change|choose|replace|example|default|nines|please|long|random|test|demo|local|key|your|my|the|this|with|qwerty|asdf/gi;

/**
 * A cautious estimate of a secret's entropy, in bits. Known words count for nothing, nor does a character that
 * goes on with a run (`aaa`, `abc`, `321`), or ends three characters that were there before. Each other
 * character counts as a random choice among the different ones; in text without digits that is all lower or
 * all upper case, as a letter of English does (about 1.5 bits; Shannon 1951).
 */
function estimateBits(secret: string): number {
  const rest = secret.replaceAll(knownWords, '');
  const different = new Set(rest).size;
  const seen = new Set<string>();
  let unexpected = 0;
  let before = Number.NaN;
  for (let index = 0; index < rest.length; index += 1) {
    const step = rest.charCodeAt(index) - rest.charCodeAt(index - 1);
    const three = rest.slice(index - 2, index + 1);
    const isRun = step === before && Math.abs(step) <= 1;
    if (!isRun && !seen.has(three)) unexpected += 1;
    if (three.length === 3) seen.add(three);
    before = step;
  }
  const isWords = !/\d/.test(rest) && (!/[a-z]/.test(rest) || !/[A-Z]/.test(rest));
  return unexpected * (isWords ? 1.5 : Math.log2(Math.max(different, 1)));
}
