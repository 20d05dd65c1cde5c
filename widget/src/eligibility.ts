import type { LoaderSettings } from '@nines/shared/loader-settings';
import type { Context } from './context.ts';
import type { Memory } from './history.ts';

/** What the page is like at the moment of judging. */
export type PageFacts = {
  /** In milliseconds since 1970. */
  now: number;
  /** How long the page has stood, in seconds. */
  seconds: number;
  /** Whether a question would be in the way: a modal is open, the shopper types or looks elsewhere. */
  busy: boolean;
  /** Whether there is a place for the prompt. */
  placed: boolean;
};

/** What a display rule found: `true` lets the prompt show, `false` does not, `null` may do so yet. */
export type Verdict = boolean | null;
export type Verdicts = Record<string, Verdict>;

const day = 864e5;

/** Judges the display rules that every survey has. Pure. */
export function judge(
  settings: LoaderSettings,
  { asked = {}, answered = {}, orders }: Memory,
  { order, orderId = order?.id, manual }: Pick<Context, 'order' | 'orderId' | 'manual'>,
  { now, seconds, busy, placed }: PageFacts,
): Verdicts {
  const { survey = '', rest = 90, restAfterClose = 30, restAcross = 7, delay = 1 } = settings;
  const rested = (since = 0, days: number) => now - since >= days * day;
  return {
    survey: !!survey,
    rest: rested(answered[survey], rest) && rested(asked[survey], restAfterClose),
    others: Object.keys(asked).every((id) => id === survey || rested(asked[id], restAcross)),
    order: !orderId || !orders?.includes(orderId),
    manual: !(settings.manual ?? manual != null) || null,
    target: placed || null,
    delay: seconds >= delay || null,
    free: !busy || null,
  };
}

/** The first rule that keeps the prompt away: one that may yet pass only when no other does. */
export function obstacleOf(verdicts: Verdicts): string | undefined {
  const rules = Object.keys(verdicts);
  return rules.find((rule) => verdicts[rule] === false) ?? rules.find((rule) => !verdicts[rule]);
}
