import type { LoaderSettings } from '@nines/shared/loader-settings';
import { bandOf } from '@nines/shared/score';
import type { FollowUp } from '@nines/shared/survey';

export type Step = FollowUp | 'thanks';

/** What the shopper has answered so far. */
export type Replies = { score?: number; comment?: string };

/** What follows this score: what the survey asks of its band, and thanks. */
export function stepsFor({ followUps }: LoaderSettings, score: number): Step[] {
  return [...(followUps?.[bandOf(score)] ?? (['comment'] as const)), 'thanks'];
}
