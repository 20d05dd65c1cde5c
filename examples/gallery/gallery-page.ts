import { html, type Markup } from '../plain-html/html.ts';
import { rooms, type Variant } from './variants.ts';

/** All prompts side by side, each live in a page of its own. */
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
        ${Object.entries(rooms).map(room)}
      </body>
    </html>`.markup;
}

function room([name, variants]: readonly [string, readonly Variant[]]): Markup {
  return html`<h2>${name}</h2>
    <section>${variants.map((variant, index) => picture(name, variant, index))}</section>`;
}

function picture(name: string, { label, wide }: Variant, index: number): Markup {
  const source = `/frame?${new URLSearchParams({ room: name, index: String(index) })}`;
  return html`<figure class="${wide ? 'wide' : 'phone'}">
    <iframe src="${source}" title="${name}: ${label}" loading="lazy"></iframe>
    <figcaption>${label}</figcaption>
  </figure>`;
}
