import { en } from './messages-en.ts';
import { nl } from './messages-nl.ts';

/** All wording, a set per language. Numbers and dates arrive already written in that language. */
export type Messages = typeof en;

const spoken: Record<string, Messages> = { en, nl };

/** The wording, and the language tag to write numbers and dates in. */
export type Speech = { words: Messages; locale: string };

/** The first of the reader's `preferred` language tags that the dashboard speaks, else English. */
export function chooseSpeech(preferred: readonly string[]): Speech {
  for (const locale of preferred) {
    const words = spoken[locale.split('-')[0]?.toLowerCase() ?? ''];
    if (words) return { words, locale };
  }
  return { words: en, locale: 'en-GB' };
}
