import messages from '#messages';
import type { LoaderSettings } from '@nines/shared/loader-settings';
import { bandOf } from '@nines/shared/score';
import type { Language } from '@nines/shared/survey';
import type { TextName } from '@nines/shared/survey/names';

export type Message = keyof typeof messages;

/** What a text depends on. */
export type TextContext = { settings: LoaderSettings; language: string };

/** A text: the shop's own, or else ours. `value` replaces its placeholder, such as `{shop}`. */
export function textOf(
  { settings, language }: TextContext,
  name: Message,
  value: string | number = '',
): string {
  const shopText = settings.texts?.[language as Language]?.[name as TextName];
  return (shopText ?? messages[name]).replace(/\{\w+\}/, () => `${value}`);
}

/** The name of a step's title: that for the band of the score if there is one, such as `thanksPromoter`. */
export function titleOf(step: string, score = 0): Message {
  const band = bandOf(score);
  const ofBand = step + band.charAt(0).toUpperCase() + band.slice(1);
  return (ofBand in messages ? ofBand : step) as Message;
}
