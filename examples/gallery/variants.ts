import type { SurveySettings } from '@nines/shared/survey';
import { languages } from '@nines/shared/survey/names';

/** A change of a survey's settings. A field that is left out keeps its default. */
export type Change = Partial<
  Omit<SurveySettings, 'display' | 'look'> & {
    display: Partial<SurveySettings['display']>;
    look: Partial<SurveySettings['look']>;
  }
>;

/** One prompt of the gallery. Variants with the same look share a shop. */
export type Variant = {
  label: string;
  look: string;
  lang?: string;
  /** The number of taps before the frame is ready: 0 shows the rating. */
  step?: number;
  /** The frame is as wide as a desktop and shown at half its size. */
  wide?: boolean;
  /** The prompt is in the page instead of above it. */
  inline?: boolean;
};

const steps = ['reasons', 'comment', 'effort', 'expectation', 'email'] as const;

/** The settings of every shop of the gallery, with all steps. */
export const allSteps: Change = {
  followUps: { promoter: [...steps], passive: [...steps], detractor: [...steps] },
  reasons: [
    { id: 'delivery', label: { en: 'Delivery', nl: 'Levering' } },
    { id: 'price', label: { en: 'Price', nl: 'Prijs' } },
    { id: 'quality', label: { en: 'Quality', nl: 'Kwaliteit' } },
    { id: 'service', label: { en: 'Service', nl: 'Service' } },
  ],
  reader: { name: 'Anna' },
  review: { url: 'https://reviews.example/oever', site: 'Kiyoh' },
  display: { delay: 0, rest: 0 },
};

/** The looks by name. */
export const looks: Record<string, Change['look']> = {
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
  'bottom-left': { position: 'bottom-left' },
  'top-right': { position: 'top-right' },
  'top-left': { position: 'top-left' },
};

const stepNames = ['Rating', 'Reasons', 'Comment', 'Effort', 'Expectation', 'E-mail', 'Thanks'];
const looksInARow = Object.keys(looks).filter((name) => !looks[name]?.position && name !== 'auto');

/** The variants of the gallery, by section. */
export const sections: Record<string, readonly Variant[]> = {
  Steps: stepNames.map((label, step) => ({ label, step, look: 'auto' })),
  'Steps in the dark': stepNames.map((label, step) => ({ label, step, look: 'green, dark' })),
  Looks: looksInARow.flatMap((look) => [0, 6].map((step) => ({ label: look, look, step }))),
  Positions: [
    { label: 'bottom-right', look: 'auto', wide: true },
    ...['bottom-left', 'top-right', 'top-left'].map((look) => ({ label: look, look, wide: true })),
    { label: 'inline', look: 'light', wide: true, inline: true },
  ],
  Languages: languages.flatMap((lang) =>
    [0, 4].map((step) => ({ label: lang, look: 'light', lang, step })),
  ),
};
