import type { SurveySettings } from '@nines/shared/survey';
import { readable } from './contrast.ts';

/** The card's own backgrounds, as the prompt's stylesheet has them. */
const paper = { light: '#ffffff', dark: '#202227' };

const insets = {
  'bottom-right': undefined,
  'bottom-left': 'auto auto 20px 20px',
  'top-right': '20px 20px auto auto',
  'top-left': '20px auto auto 20px',
};

/** How many radios are detractors; two passives and two promoters follow. */
const detractors = { '0-10': 7, '1-10': 6 };

/**
 * A survey's look as a stylesheet that goes on top of the prompt's own, `''` when nothing differs. The
 * shopper's browser then has nothing to compute. Its values come from a schema that lets no CSS in.
 */
export function cssOf({ look, scale }: Pick<SurveySettings, 'look' | 'scale'>): string {
  const { theme, brand, radius, font, position, logo } = look;
  const card = [
    theme !== 'auto' && `color-scheme:${theme}`,
    radius !== 16 && `--radius:${radius}px`,
    brand && brandCss(brand),
  ].filter(Boolean);
  const inset = insets[position];
  return [
    card.length > 0 && `.card{${card.join(';')}}`,
    inset && `:host{--inset:${inset}!important}`,
    font === 'page' && ':host{font-family:inherit!important}',
    logo && `.card::before{background-image:url("${new URL(logo).href}");display:block}`,
    look.scale === 'colours' && coloursCss(detractors[scale]),
  ]
    .filter(Boolean)
    .join('');
}

function brandCss(brand: string): string {
  const { text, edge: onLight } = readable(brand, paper.light);
  const { edge: onDark } = readable(brand, paper.dark);
  return `--brand:${brand};--on-brand:${text};--edge:light-dark(${onLight},${onDark})`;
}

/** Tints that leave the numbers as readable as they were. */
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
