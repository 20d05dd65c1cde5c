import { html } from '../../plain-html/html.ts';
import { desktop, frameFigure, layout, phone, type Frame } from '../layout.ts';
import { backdrops } from './backdrops.ts';

/** Each backdrop with the default look and with the look that is read from the page, on a desktop and a phone. */
export function backdropsPage(): string {
  return layout(
    'Backdrops',
    html`<p>
        “default” has no settings of the look; “matched” has <code>look.match: true</code>: font,
        brand colour and corners are read from the page.
      </p>
      ${Object.entries(backdrops).map(
        ([name, { shop, kind }]) =>
          html`<h2>${shop}: ${kind}</h2>
            <section>${framesOf(name).map(frameFigure)}</section>`,
      )}`,
  );
}

/** What is shown of each backdrop, by label. */
const views: Record<string, Query> = {
  default: {},
  matched: { match: '1' },
  'matched, thanks': { match: '1', step: '6', score: '9' },
};

function framesOf(name: string): Frame[] {
  const entries = Object.entries(views).map(([label, query]) => {
    const src = backdropUrl(name, query);
    return { label, src, more: html`<a href="${src}" target="_blank">open</a>` };
  });
  return [
    ...entries.map((entry) => ({ ...desktop, scale: 0.38, ...entry })),
    ...entries.map((entry) => ({ ...phone, height: 720, scale: 0.8, ...entry })),
  ];
}

type Query = { match?: string; step?: string; score?: string };

/** The address of a backdrop. `match`: the look is read from the page. `step` and `score` are as in `Variant`. */
export function backdropUrl(name: string, query: Query = {}): string {
  return `/backdrops/${name}?${new URLSearchParams(query)}`;
}
