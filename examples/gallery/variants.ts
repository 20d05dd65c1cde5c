import type { SurveySettings } from '@nines/shared/survey';

/** A change of a survey's settings. A field that is left out keeps its default. */
export type Change = Partial<
  Omit<SurveySettings, 'display' | 'look'> & {
    display: Partial<SurveySettings['display']>;
    look: Partial<SurveySettings['look']>;
  }
>;

/** What a frame cannot set in the browser, and shows by an added style sheet instead. */
export const simulations = ['large-text', 'forced-colors', 'reduced-motion'] as const;
export type Simulation = (typeof simulations)[number];

/** One prompt of the gallery. It is in the query of the frame's address. */
export type Variant = {
  /** A name in `looks`. */
  look?: string;
  lang?: string;
  /** The number of taps before the frame is ready: 0 shows the rating. */
  step?: number;
  /** The score that is tapped; it decides the titles of the later steps. */
  score?: number;
  /** The page around the prompt. */
  page?: 'light' | 'dark';
  /** The page runs from right to left. */
  rtl?: boolean;
  /** The prompt is in the page instead of above it. */
  inline?: boolean;
  simulate?: readonly Simulation[];
};

/** The address of the frame that shows a variant. */
export function frameUrl(variant: Variant): string {
  const { simulate, ...rest } = variant;
  const entries = Object.entries({ ...rest, simulate: simulate?.join() })
    .filter(([, value]) => value !== undefined && value !== false && value !== '')
    .map(([name, value]) => [name, String(value)]);
  return `/frame?${new URLSearchParams(entries)}`;
}

const followUps = ['reasons', 'comment', 'effort', 'expectation', 'email'] as const;

/** The names of the steps; the position of a name is the number of taps that lead to it. */
export const stepNames = [
  'rating',
  'reasons',
  'comment',
  'effort',
  'expectation',
  'e-mail',
  'thanks',
];

/** The settings of the gallery's shops, with all steps. */
export const allSteps: Change = {
  followUps: { promoter: [...followUps], passive: [...followUps], detractor: [...followUps] },
  reasons: [
    { id: 'delivery', label: { en: 'Delivery', nl: 'Levering', de: 'Lieferung', fr: 'Livraison' } },
    { id: 'price', label: { en: 'Price', nl: 'Prijs', de: 'Preis', fr: 'Prix' } },
    { id: 'quality', label: { en: 'Quality', nl: 'Kwaliteit', de: 'Qualität', fr: 'Qualité' } },
    { id: 'service', label: { en: 'Service', nl: 'Service', de: 'Service', fr: 'Service' } },
  ],
  reader: { name: 'Anna' },
  privacyUrl: 'https://oever.example/privacy',
  review: { url: 'https://reviews.example/oever', site: 'Kiyoh' },
  display: { delay: 0, rest: 0 },
};

/** The looks by name. */
export const looks: Record<string, NonNullable<Change['look']>> = {
  auto: {},
  light: { theme: 'light' },
  dark: { theme: 'dark' },
  green: { theme: 'light', brand: '#0a7f5a' },
  'green, dark': { theme: 'dark', brand: '#0a7f5a' },
  yellow: { theme: 'light', brand: '#ffd500', radius: 0 },
  black: { theme: 'dark', brand: '#101010', radius: 28 },
  colours: { theme: 'light', scale: 'colours' },
  'colours, dark': { theme: 'dark', scale: 'colours' },
  'page font': { theme: 'light', font: 'page' },
  match: { match: true },
  'bottom-left': { position: 'bottom-left' },
  'top-right': { position: 'top-right' },
  'top-left': { position: 'top-left' },
};

/** The themes, and the pages on which `auto` chooses one. */
export const themes: Record<string, Pick<Variant, 'look' | 'page'>> = {
  light: { look: 'light' },
  dark: { look: 'dark' },
  'auto on a light page': { look: 'auto' },
  'auto on a dark page': { look: 'auto', page: 'dark' },
};
