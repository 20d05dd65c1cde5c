import type { MoreRules } from '@nines/shared/loader-settings';
import type { Verdict, Verdicts } from './eligibility.ts';

/** What the page, the browser and the shopper are like, as the further rules need it. */
export type MoreFacts = {
  now: number;
  moment: string;
  /** The page's whole address. */
  address: string;
  /** A share from 0 to 1 that stays with the browser. */
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

/** Judges the display rules that only some surveys have, and only those that this one has. Pure. */
export function judgeMore(settings: MoreRules, facts: MoreFacts): Verdicts {
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
