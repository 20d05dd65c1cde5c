import type { LoaderSettings, MoreRules } from '@nines/shared/loader-settings';
import type { Context } from './context.ts';
import type { StoredHistory } from './history.ts';

/** The result of one display rule: `true` passes, `false` fails, `null` may still pass on this page. */
export type Verdict = boolean | null;
export type Verdicts = Record<string, Verdict>;

/** What the page is like now, for the rules that every loader checks. */
export type PageFacts = {
  /** In milliseconds since 1970. */
  now: number;
  /** How long the page has been open, in seconds. */
  seconds: number;
  /** Whether the prompt would disturb the shopper, as `isBusy` returns. */
  busy: boolean | undefined;
  /** Whether the element to render in exists, if the shop names one. */
  placed: boolean;
};

const day = 864e5;

/**
 * Checks the display rules that every survey has. Pure. That an order is asked about once, the prompt's own file checks:
 * it knows all places where a page may have its order.
 */
export function checkRules(
  settings: LoaderSettings,
  { asked = {}, answered = {} }: StoredHistory,
  { manual }: Pick<Context, 'manual'>,
  { now, seconds, busy, placed }: PageFacts,
): Verdicts {
  const { survey = '', rest = 90, restAfterClose = 30, restAcross = 7, delay = 1 } = settings;
  const hasRested = (lastTime = 0, days: number) => now - lastTime >= days * day;
  return {
    survey: !!survey,
    rest: hasRested(answered[survey], rest) && hasRested(asked[survey], restAfterClose),
    others: Object.keys(asked).every((id) => id === survey || hasRested(asked[id], restAcross)),
    manual: !(settings.manual ?? manual != null) || null,
    target: placed || null,
    delay: seconds >= delay || null,
    free: !busy || null,
  };
}

/** What the page, the browser and the shopper are like, for the rules of the full loader. */
export type MoreFacts = {
  /** In milliseconds since 1970. */
  now: number;
  moment: string;
  /** The page's whole address. */
  address: string;
  /** The browser's stored random number from 0 to 1. */
  fate: number;
  device: string;
  /** The main language of the shopper, such as `nl`. */
  language: string;
  /** Whether Global Privacy Control is on. */
  privacy: boolean;
  consent: boolean;
  /** How much of the page has been seen, in percent of its height. */
  scrolled: number;
  /** Whether the shopper was about to leave. */
  leaving: boolean;
};

/** Checks the display rules that only some surveys have, and of these only the ones that are set. Pure. */
export function checkMoreRules(settings: MoreRules, facts: MoreFacts): Verdicts {
  const { share, moments, pages, devices, languages, from = 0, until = Infinity } = settings;
  const { now, consent, scrolled, leaving } = facts;
  const all: Record<keyof MoreRules, Verdict> = {
    from: now >= from || null,
    until: now <= until,
    moments: !moments || moments.includes(facts.moment),
    pages: new RegExp(pages ?? '').test(facts.address),
    devices: !devices || (devices as readonly string[]).includes(facts.device),
    languages: !languages || (languages as readonly string[]).includes(facts.language),
    share: facts.fate * 100 < (share ?? 100),
    globalPrivacyControl: !facts.privacy,
    consent: consent || null,
    scroll: scrolled >= (settings.scroll ?? 0) || null,
    exitIntent: leaving || null,
  };
  return Object.fromEntries(Object.entries(all).filter(([rule]) => rule in settings));
}

/**
 * The first rule that prevents the prompt: one that has failed, else one that may still pass.
 * `undefined` when all rules pass.
 */
export function findObstacle(verdicts: Verdicts): string | undefined {
  const rules = Object.keys(verdicts);
  return rules.find((rule) => verdicts[rule] === false) ?? rules.find((rule) => !verdicts[rule]);
}
