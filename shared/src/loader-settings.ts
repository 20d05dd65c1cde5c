import type { Band, Scale } from './score.ts';
import type { FollowUp, Language, TextName } from './survey/names.ts';
import type { Device } from './wire/fields.ts';

/**
 * What the server writes into the loader: all that the page needs to decide and to ask. It travels
 * with every page view, so that what equals its default is left out.
 */
export type LoaderSettings = {
  /** The shop's public key. */
  key: string;
  /** The survey to ask. Absent: the shop has no active survey, so nothing is asked. */
  survey?: string;
  shop: string;
  /** Default: `0-10`. */
  scale?: Scale;
  /** Spoken where the shopper's own is not. Default: `en`. */
  language?: Language;
} & LoaderRules &
  MoreRules &
  PromptSettings;

/** The display rules that every loader knows. */
export type LoaderRules = {
  /** In seconds. Default: 1. */
  delay?: number;
  /** In days, after an answer. Default: 90. */
  rest?: number;
  /** In days, after being asked without an answer. Default: 30. */
  restAfterClose?: number;
  /** In days, after being asked by another survey. Default: 7. */
  restAcross?: number;
  manual?: boolean;
};

/** The display rules that only the full loader knows: it is sent when a survey has any of them. */
export type MoreRules = {
  scroll?: number;
  exitIntent?: boolean;
  /** In percent. */
  share?: number;
  moments?: readonly string[];
  /** A regular expression that the page's address must match. */
  pages?: string;
  devices?: readonly Device[];
  languages?: readonly Language[];
  /** In milliseconds since 1970. */
  from?: number;
  until?: number;
  consent?: boolean;
  globalPrivacyControl?: boolean;
};

/** What only the prompt reads. */
export type PromptSettings = {
  /** Default: `comment` for every band. */
  followUps?: Partial<Record<Band, readonly FollowUp[]>>;
  reasons?: readonly { id: string; label: Readonly<Record<string, string>> }[];
  texts?: Partial<Record<Language, Partial<Record<TextName, string>>>>;
  reader?: { name: string };
  review?: { url: string; site: string };
  /** The look, as a stylesheet. */
  css?: string;
};

/** The names of the rules that ask for the full loader. */
export const moreRules = [
  'scroll',
  'exitIntent',
  'share',
  'moments',
  'pages',
  'devices',
  'languages',
  'from',
  'until',
  'consent',
  'globalPrivacyControl',
] as const satisfies readonly (keyof MoreRules)[];

/** The built loader that knows all the rules these settings have. */
export function loaderFor(settings: LoaderSettings): 'loader.js' | 'loader.full.js' {
  return moreRules.some((rule) => settings[rule] !== undefined) ? 'loader.full.js' : 'loader.js';
}
