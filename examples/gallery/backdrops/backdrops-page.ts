import { html } from '../../plain-html/html.ts';
import { desktop, frameFigure, layout, phone, type Frame } from '../layout.ts';
import { backdrops } from './backdrops.ts';

/** Each backdrop with the default look and with the look that is read from the page, on a desktop and a phone. */
export function backdropsPage(): string {
  return layout(
    'Backdrops',
    html`<p>
        “Default” has no settings of the look. “Matched” has <code>look.match: true</code>: font,
        brand colour and corners are read from the page.
      </p>
      ${Object.entries(backdrops).map(
        ([name, { shop, kind }]) =>
          html`<h2>${shop}: ${kind}</h2>
            <section>${framesOf(name).map(frameFigure)}</section>`,
      )}`,
  );
}

function framesOf(name: string): Frame[] {
  return [
    { ...desktop, label: 'Default', src: backdropUrl(name) },
    { ...desktop, label: 'Matched', src: backdropUrl(name, { match: '1' }) },
    { ...desktop, label: 'Matched: effort', src: backdropUrl(name, { match: '1', step: '3' }) },
    ...[{}, { match: '1' }, { match: '1', step: '6', score: '9' }].map((query) => ({
      ...phone,
      height: 720,
      scale: 0.8,
      label: `Phone: ${'match' in query ? 'matched' : 'default'}${'step' in query ? ', thanks' : ''}`,
      src: backdropUrl(name, query),
    })),
  ];
}

/** The address of a backdrop. `match`: the look is read from the page. `step` and `score` are as in `Variant`. */
export function backdropUrl(
  name: string,
  query: { match?: string; step?: string; score?: string } = {},
): string {
  return `/backdrops/${name}?${new URLSearchParams(query)}`;
}
