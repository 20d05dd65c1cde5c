import type { SitePage } from '../harness/site.ts';

/** A page, the scheme of the shopper's system, and the theme that goes with what the page looks like. */
export type Background = SitePage & { system: 'light' | 'dark'; theme: 'light' | 'dark' };

const body = '<main><h1>Order placed</h1><div id="here"></div></main>';

const styled = (
  css: string,
  system: Background['system'],
  theme: Background['theme'],
): Background => ({ head: `<style>${css}</style>`, body, system, theme });

const image = 'linear-gradient(45deg, #223, #556)';

/** Pages whose own colour decides, or, where it cannot be told, the shopper's system. */
export const backgrounds: Record<string, Background> = {
  'a white body': styled('body { background: #fff }', 'dark', 'light'),
  'a white body, light system': styled('body { background: white }', 'light', 'light'),
  'a nearly black body': styled('body { background: #111; color: #eee }', 'light', 'dark'),
  'a cream body': styled('body { background: #f6f1e7 }', 'dark', 'light'),
  'a brand-blue body': styled('body { background: #12285c; color: #fff }', 'light', 'dark'),
  'a dark html below a body without colour': styled(
    'html { background: #1a1a1a }',
    'light',
    'dark',
  ),
  'a white body on a dark html': styled(
    'html { background: #222 } body { background: #fff }',
    'dark',
    'light',
  ),
  'a tint that is nearly transparent': styled(
    'body { background: rgb(0 0 0 / 4%) }',
    'dark',
    'light',
  ),
  'no colour at all': styled('', 'dark', 'light'),
  'no colour at all, light system': styled('', 'light', 'light'),
  'color-scheme dark': styled(':root { color-scheme: dark }', 'light', 'dark'),
  'color-scheme light': styled(':root { color-scheme: light }', 'dark', 'light'),
  'color-scheme light dark, dark system': styled(
    ':root { color-scheme: light dark }',
    'dark',
    'dark',
  ),
  'color-scheme light dark, light system': styled(
    ':root { color-scheme: light dark }',
    'light',
    'light',
  ),
  'color-scheme in a meta element': {
    head: '<meta name="color-scheme" content="dark">',
    body,
    system: 'light',
    theme: 'dark',
  },
  'only an image, dark system': styled(`body { background: ${image} }`, 'dark', 'dark'),
  'only an image, light system': styled(`body { background: ${image} }`, 'light', 'light'),
  'an image above a dark colour': styled(`body { background: ${image} #101014 }`, 'light', 'dark'),
  'a dark oklch() colour': styled('body { background: oklch(0.2 0.03 260) }', 'light', 'dark'),
  'a light oklch() colour': styled('body { background: oklch(0.97 0.01 90) }', 'dark', 'light'),
  'a dark color() colour': styled(
    'body { background: color(display-p3 0.1 0.1 0.14) }',
    'light',
    'dark',
  ),
  'a light lab() colour': styled('body { background: lab(96 0 0) }', 'dark', 'light'),
  'a dark color-mix() colour': styled(
    'body { background: color-mix(in srgb, #000 90%, #fff) }',
    'light',
    'dark',
  ),
};

/** Pages with a section of the other colour, in which the prompt stands. */
export const sections: Record<string, Background> = {
  'a dark section of a white page': styled(
    'body { background: #fff } main { background: #1b1d22; color: #fff }',
    'light',
    'dark',
  ),
  'a white section of a dark page': styled(
    'body { background: #111; color: #fff } main { background: #fff; color: #000 }',
    'dark',
    'light',
  ),
  'a section without a colour of a dark page': styled(
    'body { background: #111; color: #fff }',
    'light',
    'dark',
  ),
};
