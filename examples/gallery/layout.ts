import { html, type Markup } from '../plain-html/html.ts';

/** The sections of the gallery by path. */
export const sections = {
  '/steps': {
    title: 'Steps',
    about: 'Each step in light and dark, and as the page’s colour decides.',
  },
  '/languages': { title: 'Languages', about: 'Each language: the rating, and the longest step.' },
  '/looks': {
    title: 'Looks',
    about: 'Brand colours, corners, fonts, coloured scales, and positions.',
  },
  '/matrix': { title: 'Matrix', about: 'Any step, theme, language, width and setting, filtered.' },
  '/backdrops': {
    title: 'Backdrops',
    about: 'Six kinds of shop, with the default look and a matched one.',
  },
  '/hazards': {
    title: 'Hazards',
    about: 'Pages of shops that could keep the prompt away or break it.',
  },
  '/film': { title: 'Film strip', about: 'The animations, paused at fixed times.' },
  '/playground': { title: 'Playground', about: 'Change a setting; the prompt and its tag follow.' },
} as const;

/** A page of the gallery, with the links to its sections. */
export function layout(title: string, content: Markup): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}: the gallery of Nines</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/gallery.css" />
        <script type="module" src="/lazy-frames.js"></script>
      </head>
      <body>
        <nav>
          <a href="/">Gallery</a>
          ${Object.entries(sections).map(([path, section]) => linkTo(path, section.title, title))}
        </nav>
        <h1>${title}</h1>
        ${content}
      </body>
    </html>`.markup;
}

function linkTo(path: string, title: string, current: string): Markup {
  const mark = title === current ? html`aria-current="page"` : html``;
  return html`<a href="${path}" ${mark}>${title}</a>`;
}

/** A page in a frame. */
export type Frame = {
  src: string;
  label: string;
  /** The size of the page in the frame, in CSS pixels. */
  width: number;
  height: number;
  /** What the page is shown at: 1 is its own size. */
  scale?: number;
  /** More below the frame, such as a link. */
  more?: Markup;
};

export const phone = { width: 360, height: 480 };
export const desktop = { width: 1280, height: 800, scale: 0.5 };

/** A frame with its label. The frame is loaded when it comes into view, and unloaded when it is far away. */
export function frameFigure({
  src,
  label,
  width,
  height,
  scale = 1,
  more = html``,
}: Frame): Markup {
  return html`<figure style="--width: ${width}; --height: ${height}; --scale: ${scale}">
    <div data-src="${src}" data-title="${label}"></div>
    <figcaption>${label} ${more}</figcaption>
  </figure>`;
}
