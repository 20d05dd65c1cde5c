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
};

/** Each display rule and whether it lets the prompt show. From `manual` on, what fails may yet pass. */
export type Verdicts = {
  survey: boolean;
  rest: boolean;
  order: boolean;
  manual: boolean;
  delay: boolean;
  free: boolean;
};
export type Rule = keyof Verdicts;

const day = 864e5;

/** Judges every display rule. Pure. */
export function judge(
  settings: LoaderSettings,
  { asked = 0, orders }: Memory,
  { order, orderId = order?.id, manual }: Pick<Context, 'order' | 'orderId' | 'manual'>,
  { now, seconds, busy }: PageFacts,
): Verdicts {
  return {
    survey: !!settings.survey,
    rest: now - asked >= (settings.rest ?? 90) * day,
    order: !orderId || !orders?.includes(orderId),
    manual: manual == null,
    delay: seconds >= (settings.delay ?? 1),
    free: !busy,
  };
}

/** The first rule that keeps the prompt away, if any, and whether the same page may yet satisfy it. */
export function obstacleOf(verdicts: Verdicts): { rule: Rule; passing: boolean } | undefined {
  const rules = Object.keys(verdicts) as Rule[];
  const rule = rules.find((name) => !verdicts[name]);
  return rule && { rule, passing: rules.indexOf(rule) >= rules.indexOf('manual') };
}
