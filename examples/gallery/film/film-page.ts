import { frameFigure, layout, phone } from '../layout.ts';
import { html } from '../../plain-html/html.ts';
import { momentUrl, strips, type Strip } from './strips.ts';

/** The film strip: each animation in frames that are paused at fixed times. */
export function filmPage(): string {
  return layout(
    'Film strip',
    html`<p>
        Each frame is a live prompt whose animations are paused at the time below it, in
        milliseconds since the animation began.
      </p>
      ${strips.map(stripOf)}`,
  );
}

function stripOf(strip: Strip) {
  const { title, moments, unit } = strip;
  return html`<h2>${title}</h2>
    <section>
      ${moments.map((moment) =>
        frameFigure({
          ...phone,
          src: momentUrl(strip, moment),
          label: typeof moment === 'number' ? `${moment} ${unit}` : moment,
          height: 380,
          scale: 0.5,
        }),
      )}
    </section>`;
}
