type Colour = readonly [red: number, green: number, blue: number];

const black: Colour = [0, 0, 0];
const white: Colour = [255, 255, 255];

/** Of what stands out from its surroundings, as WCAG 2.2 asks (1.4.11). */
const leastContrast = 3;

/**
 * What makes a brand colour readable: the colour of text on it, black or white, whichever is read
 * better (4.5:1 at least), and of an edge round it that stands out from `paper`: the brand itself, moved
 * towards black or white as little as that takes. Colours are `#rrggbb`.
 */
export function readable(brand: string, paper: string): { text: string; edge: string } {
  const colour = parse(brand);
  const background = parse(paper);
  const towards: Colour = luminance(background) > 0.18 ? black : white;
  let edge = colour;
  for (let step = 1; contrast(edge, background) < leastContrast; step++) {
    edge = mix(colour, towards, step / 32);
  }
  const text = contrast(colour, white) >= contrast(colour, black) ? white : black;
  return { text: format(text), edge: format(edge) };
}

/** The contrast of two `#rrggbb` colours, 1…21. Source: WCAG 2.2, "contrast ratio". */
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

/** Source: WCAG 2.2, "relative luminance". */
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
