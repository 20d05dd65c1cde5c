import type { FollowUp, Language } from './survey.ts';
import type { Band, Scale } from './score.ts';

/**
 * What the server writes into the loader: all that the page needs to decide and to ask. It travels
 * with every page view, so a value that equals its default in `loaderDefaults` is left out.
 */
export type LoaderSettings = {
  /** The shop's public key. */
  key: string;
  /** The survey to ask. Absent: the shop has no active survey, so nothing is asked. */
  survey?: string;
  shop: string;
  scale?: Scale;
  language?: Language;
  followUps?: Partial<Record<Band, readonly FollowUp[]>>;
  /** Seconds. */
  delay?: number;
  /** Days. */
  rest?: number;
};
