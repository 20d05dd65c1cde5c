import { bandOf } from '@nines/shared/score';
import type { FollowUp } from '@nines/shared/survey';
import type { PromptContext } from '../prompt-context.ts';

/** What the shopper has answered so far. The fields have the names that the server expects. */
export type Replies = {
  score?: number;
  comment?: string | undefined;
  reasons?: readonly string[];
  effort?: number;
  expectation?: string;
  replyTo?: string | undefined;
};

export type StepName = 'question' | FollowUp | 'thanks';

/** The state of the prompt: what was answered, and which step is shown. */
export type Survey = Pick<PromptContext, 'settings' | 'language'> & {
  replies: Replies;
  /** The index of the step in `stepsOf`. */
  position: number;
};

/** The steps of this survey: the rating, the follow-ups of the score's band, and the thanks. Pure. */
export function stepsOf({ settings, replies }: Omit<Survey, 'position'>): StepName[] {
  const followUps = settings.followUps?.[bandOf(replies.score ?? 0)] ?? ['comment'];
  return ['question', ...followUps, 'thanks'];
}
