import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { createFormats } from './formats.ts';
import { chooseSpeech } from './messages.ts';
import type { Voice } from './phrases.ts';

/** The reader's language, for every component below. */
export const VoiceContext = createContext<Voice>(voiceFor(['en-GB']));

/** Wording and formats for the first of the `preferred` language tags that the dashboard speaks. */
export function voiceFor(preferred: readonly string[]): Voice & { locale: string } {
  const { words, locale } = chooseSpeech(preferred);
  return { words, locale, formats: createFormats(locale) };
}

/** The wording and formats to speak with. */
export function useVoice(): Voice {
  return useContext(VoiceContext);
}
