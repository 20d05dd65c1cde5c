import type { Band, Scale } from './score.ts';
import type { FollowUp, Language, TextName } from './survey/names.ts';
import type { Device } from './wire/fields.ts';

/**
 * The settings that the server writes into the loader: all that the display rules and the prompt need.
 * Every page view downloads them, so a value that equals its default is left out.
 */
export type LoaderSettings = {
  /** The shop's public key. */
  key: string;
  /** The id of the survey. Absent: the shop has no active survey, so the prompt does not appear. */
  survey?: string;
  shop: string;
  /** Default: `0-10`. */
  scale?: Scale;
  /** The language of the prompt when it has no texts in the shopper's. Default: `en`. */
  language?: Language;
} & LoaderRules &
  MoreRules &
  OrderSettings &
  PromptSettings;

/** The display rules that every loader checks. */
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

/** The display rules that only the full loader checks. It is sent when a survey has any of them. */
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

/** What the full loader does besides asking. */
export type OrderSettings = {
  /** Whether it reports which orders were placed (a view of the kind `order`). */
  loyalty?: boolean;
};

/** The settings that only the prompt reads. */
export type PromptSettings = {
  /** Default: `comment` for every band. */
  followUps?: Partial<Record<Band, readonly FollowUp[]>>;
  reasons?: readonly { id: string; label: Readonly<Record<string, string>> }[];
  texts?: Partial<Record<Language, Partial<Record<TextName, string>>>>;
  /** Whether the shop takes only answers with a signed order. */
  signed?: boolean;
  /** The shop's page about privacy. Absent: no link. */
  privacyUrl?: string;
  reader?: { name: string };
  review?: { url: string; site: string };
  /** The look, as a stylesheet. */
  css?: string;
  /** Whether brand colour and corner radius are read from the page; where they cannot be, `css` has them. */
  match?: boolean;
};

/** The settings that need the full loader. */
const fullLoaderSettings = [
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
  'loyalty',
] as const satisfies readonly (keyof (MoreRules & OrderSettings))[];

/** The file of the smallest loader that knows all of these settings. */
export function loaderFor(settings: LoaderSettings): 'loader.js' | 'loader.full.js' {
  const isFull = fullLoaderSettings.some((name) => settings[name] !== undefined);
  return isFull ? 'loader.full.js' : 'loader.js';
}
