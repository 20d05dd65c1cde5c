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

/** The conversation as its steps see it. */
export type Talk = {
  settings: LoaderSettings;
  language: string;
  replies: Replies;
  /** How far the conversation is: the index of the step, and of the thanks at the end. */
  index: number;
  last: number;
  /** Takes over what the shopper says. It is sent with the next step. */
  reply(change: Replies): void;
  /** Moves on by one step, or back by one. */
  go(by: 1 | -1): void;
};

/** What follows this score: what the survey asks of its band, and thanks. */
export function stepsFor({ followUps }: LoaderSettings, score: number): Step[] {
  return [...(followUps?.[bandOf(score)] ?? (['comment'] as const)), 'thanks'];
}

/** A text in the shop's own words or else in ours, with its one mark (`{shop}`) filled in. */
export function say(
  { settings, language }: Pick<Talk, 'settings' | 'language'>,
  name: Message,
  value: string | number = '',
): string {
  const own = settings.texts?.[language as Language]?.[name as TextName];
  // oxlint-disable-next-line import/namespace -- the type knows that it is there
  return (own ?? messages[name]).replace(/\{\w+\}/, () => `${value}`);
}

/** The message of a step that is said by band, such as `thanksPromoter`. */
export function byBand(step: 'comment' | 'thanks', score = 0): Message {
  const band = bandOf(score);
  return `${step}${band[0]?.toUpperCase()}${band.slice(1)}` as Message;
}
