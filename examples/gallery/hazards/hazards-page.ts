import { html, type Markup } from '../../plain-html/html.ts';
import { frameFigure, layout, phone } from '../layout.ts';
import type { Hazard } from './find-hazards.ts';

/** All hazards by the module that they are from, each with the tag as a shop pastes it. */
export function hazardsPage(hazards: readonly Hazard[]): string {
  const groups = Map.groupBy([...hazards.entries()], ([, { group }]) => group);
  return layout(
    'Hazards',
    html`<p>
        The pages of the hazard tests. The prompt comes by the display rules, so it waits for a
        modal or a consent banner; while it waits, <code>nines('why')</code> tells why.
      </p>
      ${[...groups].map(
        ([group, members]) =>
          html`<h2>${group}</h2>
            <section>${members.map(([index, hazard]) => figureOf(index, hazard))}</section>`,
      )}`,
  );
}

function figureOf(index: number, { name, page }: Hazard): Markup {
  const src = `/hazards/${index}`;
  const calls = functionsOf(page.body ?? '').map(
    (call) => html`<button data-call="${call}">${call}()</button>`,
  );
  const more = html`${calls} <a href="${src}" target="_blank">open</a>`;
  return frameFigure({ ...phone, height: 640, scale: 0.7, src, label: name, more });
}

/** The functions of the page that a test calls, such as `openDialog`. */
function functionsOf(body: string): string[] {
  return ['openDialog', 'openMenu', 'register'].filter((name) => body.includes(`${name} = (`));
}

/** The page of a hazard, with the tag at the end. */
export function hazardPage(tagUrl: string, { name, page, tag }: Hazard): string {
  const { lang = 'en', head = '', body = '', tag: scripts = '' } = page;
  const title = html`<title>${name}</title>`.markup;
  return `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8">${title}
<meta name="viewport" content="width=device-width,initial-scale=1">
<link rel="icon" href="data:,">${head}</head>
<body>${body}<script async src="${tagUrl}" data-test ${tag}></script>${scripts}</body></html>`;
}
