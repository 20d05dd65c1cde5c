import { buttons } from './placement.ts';

/**
 * What the prompt takes from the page at `place`, as a stylesheet: the colour scheme, the inverse of the page's
 * `zoom`, and with `match` the colour and the corners of the page's buttons. `root` is on the page.
 */
export function readLook(place: Element, root: ShadowRoot, match: boolean | undefined): string {
  const probe = root.appendChild(document.createElement('i'));
  const parse = (colour: string): Colour => {
    // The browser converts every notation to `color(srgb red green blue / opacity)`.
    probe.style.color = `color-mix(in srgb,${colour},${colour})`;
    return [...(getComputedStyle(probe).color.match(/[\d.]+(e-\d+)?/g) ?? []), 1].map(Number);
  };
  // The shop's own look comes after this sheet: its theme replaces the page's, but not the page's brand.
  const css = `.card{color-scheme:${schemeOf(place, parse)}}.card.card{${match ? brandOf(parse) : ''}}`;
  root.removeChild(probe);
  return `${css}:host{zoom:${1 / (place.currentCSSZoom ?? 1)}!important}`;
}

/** Red, green, blue and opacity, 0…1 each. */
type Colour = number[];
type Parse = (colour: string) => Colour;

/** Whether white has more contrast with the colour than black: its relative luminance is below 0.18 (WCAG 2.2). */
function isDark([red = 0, green = 0, blue = 0]: Colour): boolean {
  return 0.2126 * red ** 2.2 + 0.7152 * green ** 2.2 + 0.0722 * blue ** 2.2 < 0.18;
}

/**
 * The colour scheme of the page's background around `place`, or else the page's own `color-scheme`.
 * `light dark`, which is the system's setting, where an image is the background.
 */
function schemeOf(place: Element, parse: Parse): string {
  for (let element: Element | null = place; element; element = element.parentElement) {
    const { backgroundColor, backgroundImage } = getComputedStyle(element);
    const colour = parse(backgroundColor);
    if ((colour[3] ?? 0) > 0.5) return isDark(colour) ? 'dark' : 'light';
    if (backgroundImage !== 'none') return 'light dark';
  }
  const { colorScheme } = getComputedStyle(document.documentElement);
  const meta = document.querySelector<HTMLMetaElement>('meta[name=color-scheme]');
  const declared = colorScheme === 'normal' ? `${meta?.content}` : colorScheme;
  if (!/dark/.test(declared)) return 'light';
  return /light/.test(declared) ? 'light dark' : 'dark';
}

/**
 * The page's most prominent button gives the brand colour and the corners, as custom properties of the card. It is the
 * most colourful one, or else the darkest.
 */
function brandOf(parse: Parse): string {
  let best = 0.2;
  let css = '';
  for (const button of document.querySelectorAll(buttons)) {
    const { backgroundColor, borderTopLeftRadius: radius } = getComputedStyle(button);
    const colour = parse(backgroundColor);
    const [red = 0, green = 0, blue = 0, opacity = 0] = colour;
    const lightest = Math.max(red, green, blue);
    const darkest = Math.min(red, green, blue);
    const prominence = 2 * (lightest - darkest) + 1 - darkest;
    if (opacity < 1 || prominence <= best || !button.checkVisibility()) continue;
    best = prominence;
    const text = isDark(colour) ? '#fff' : '#000';
    css = `--brand:${backgroundColor};--on-brand:${text};--edge:var(--mute);--corner:min(22px,${parseFloat(radius)}px);--radius:var(--corner)`;
  }
  return css;
}
