import { html, type Markup } from '../plain-html/html.ts';
import { sections, type Variant } from './variants.ts';

/** The page with all variants of the prompt. Each one runs in its own frame. */
export function galleryPage(): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>Nines: the gallery</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/gallery.css" />
      </head>
      <body>
        <h1>The gallery</h1>
        <p>
          Every step, look, position and language. To try your own:
          <a href="/playground">the playground</a>.
        </p>
        ${Object.entries(sections).map(sectionOf)}
      </body>
    </html>`.markup;
}

function sectionOf([name, variants]: readonly [string, readonly Variant[]]): Markup {
  return html`<h2>${name}</h2>
    <section>${variants.map((variant, index) => figureOf(name, variant, index))}</section>`;
}

function figureOf(name: string, { label, wide }: Variant, index: number): Markup {
  const source = `/frame?${new URLSearchParams({ section: name, index: String(index) })}`;
  return html`<figure class="${wide ? 'wide' : 'phone'}">
    <iframe src="${source}" title="${name}: ${label}" loading="lazy"></iframe>
    <figcaption>${label}</figcaption>
  </figure>`;
}
