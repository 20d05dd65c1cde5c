import type { SurveySettings } from '@nines/shared/survey';

/** The card's backgrounds in the prompt's stylesheet. */
const backgrounds = { light: '#ffffff', dark: '#202227' };

const insets = {
  'bottom-right': undefined,
  'bottom-left': 'auto auto 20px 20px',
  'top-right': '20px 20px auto auto',
  'top-left': '20px auto auto 20px',
};

/** How many scores are detractors; two passives and two promoters follow. */
const detractors = { '0-10': 7, '1-10': 6 };

/**
 * A survey's look as CSS that is added to the prompt's own, `''` when nothing differs from it. It is
 * computed here, so that the shopper's browser need not. The schema of its values allows no CSS in them.
 */
export function cssOf({ look, scale }: Pick<SurveySettings, 'look' | 'scale'>): string {
  const { theme, brand, radius, font, match, position, logo } = look;
  const card = [
    theme !== 'auto' && `color-scheme:${theme}`,
    radius !== 16 && `--radius:${radius}px`,
    brand && brandCss(brand),
  ].filter(Boolean);
  const inset = insets[position];
  return [
    card.length > 0 && `.card{${card.join(';')}}`,
    inset && `:host{--inset:${inset}!important}`,
    (font === 'page' || match) && ':host{font-family:inherit!important}',
    logo && `.card::before{background-image:url("${new URL(logo).href}");display:block}`,
    look.scale === 'colours' && coloursCss(detractors[scale]),
  ]
    .filter(Boolean)
    .join('');
}

function brandCss(brand: string): string {
  const { text, edge: onLight } = readableColours(brand, backgrounds.light);
  const { edge: onDark } = readableColours(brand, backgrounds.dark);
  return `--brand:${brand};--on-brand:${text};--edge:light-dark(${onLight},${onDark})`;
}

/** Background tints with enough contrast for the numbers on them. */
function coloursCss(count: number): string {
  return (
    tint(1, count, '#fbdcd9', '#5a2723') +
    tint(count + 1, count + 2, '#fbeabf', '#54410f') +
    tint(count + 3, count + 4, '#d3efd9', '#1d4a2b')
  );
}

function tint(from: number, to: number, light: string, dark: string): string {
  const radios = `.scale:has(:nth-child(10))>:nth-child(n+${from}):nth-child(-n+${to}):not([aria-checked=true])`;
  return `${radios}{background:light-dark(${light},${dark})}`;
}

type Colour = readonly [red: number, green: number, blue: number];

const black: Colour = [0, 0, 0];
const white: Colour = [255, 255, 255];

/** Between a control and its surroundings: WCAG 2.2, 1.4.11. */
const minContrast = 3;

/**
 * The colours that go with a brand colour. `text` is the colour of text on it: black or white, whichever
 * has more contrast (at least 4.5:1). `edge` is the colour of its outline on `background`: the brand colour,
 * moved towards black or white until the contrast is 3:1. Colours are `#rrggbb`.
 */
export function readableColours(brand: string, background: string): { text: string; edge: string } {
  const colour = parse(brand);
  const around = parse(background);
  const towards: Colour = luminance(around) > 0.18 ? black : white;
  let edge = colour;
  for (let step = 1; contrast(edge, around) < minContrast; step++) {
    edge = mix(colour, towards, step / 32);
  }
  const text = contrast(colour, white) >= contrast(colour, black) ? white : black;
  return { text: format(text), edge: format(edge) };
}

/** The contrast ratio of two `#rrggbb` colours, 1…21. Source: WCAG 2.2. */
export function contrastOf(one: string, other: string): number {
  return contrast(parse(one), parse(other));
}

function contrast(one: Colour, other: Colour): number {
  const [low, high] = [luminance(one), luminance(other)].toSorted((a, b) => a - b) as [
    number,
    number,
  ];
  return (high + 0.05) / (low + 0.05);
}

/** The relative luminance, 0…1. Source: WCAG 2.2. */
function luminance(colour: Colour): number {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function mix(one: Colour, other: Colour, share: number): Colour {
  return one.map((part, index) => Math.round(part + ((other[index] ?? 0) - part) * share)) as [
    number,
    number,
    number,
  ];
}

function parse(hex: string): Colour {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) as [number, number, number];
}

function format(colour: Colour): string {
  return `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
