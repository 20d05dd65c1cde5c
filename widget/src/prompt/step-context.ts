import * as messages from '#messages';
import type { LoaderSettings } from '@nines/shared/loader-settings';
import { bandOf } from '@nines/shared/score';
import type { FollowUp, Language } from '@nines/shared/survey';
import type { TextName } from '@nines/shared/survey/names';

export type Step = FollowUp | 'thanks';
export type Message = keyof typeof messages;

/** What the shopper has answered so far. */
export type Replies = {
  score?: number;
  comment?: string | undefined;
  reasons?: readonly string[];
  effort?: number;
  expectation?: string;
  replyTo?: string | undefined;
};

/** What each step can read and do. */
export type StepContext = {
  settings: LoaderSettings;
  language: string;
  replies: Replies;
  /** The index of the current step after the rating, and of the last, which is the thanks. */
  index: number;
  last: number;
  /** Adds to the replies. They are sent with the next step. */
  reply(change: Replies): void;
  /** Goes to the next step, or to the one before. */
  go(by: 1 | -1): void;
};

/** The steps after this score: the follow-ups of its band, and the thanks. */
export function stepsFor({ followUps }: LoaderSettings, score: number): Step[] {
  return [...(followUps?.[bandOf(score)] ?? (['comment'] as const)), 'thanks'];
}

/** A text: the shop's own, or else ours. `value` replaces its placeholder, such as `{shop}`. */
export function textOf(
  { settings, language }: Pick<StepContext, 'settings' | 'language'>,
  name: Message,
  value: string | number = '',
): string {
  const shopText = settings.texts?.[language as Language]?.[name as TextName];
  // oxlint-disable-next-line import/namespace -- the type guarantees that it exists
  return (shopText ?? messages[name]).replace(/\{\w+\}/, () => `${value}`);
}

/** The name of a text that depends on the band, such as `thanksPromoter`. */
export function messageForBand(step: 'comment' | 'thanks', score = 0): Message {
  const band = bandOf(score);
  return `${step}${band[0]?.toUpperCase()}${band.slice(1)}` as Message;
}
