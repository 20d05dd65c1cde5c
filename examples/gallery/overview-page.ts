import { html } from '../plain-html/html.ts';
import { frameFigure, layout, phone, sections } from './layout.ts';
import { frameUrl } from './variants.ts';

/** The first page: what the sections show, and the prompt in its first and last step. */
export function overviewPage(): string {
  const steps = [
    { label: 'The rating', step: 0, score: 9 },
    { label: 'The comment', step: 2, score: 9 },
    { label: 'The thanks', step: 6, score: 9 },
  ];
  return layout(
    'The gallery',
    html`<ul class="sections">
        ${Object.entries(sections).map(
          ([path, { title, about }]) => html`<li><a href="${path}">${title}</a><br />${about}</li>`,
        )}
      </ul>
      <section>
        ${steps.map(({ label, ...variant }) =>
          frameFigure({ ...phone, src: frameUrl(variant), label }),
        )}
      </section>`,
  );
}
