import { languages } from '@nines/shared/survey/names';
import { html, type Markup } from '../plain-html/html.ts';
import { desktop, frameFigure, layout, phone, type Frame } from './layout.ts';
import { frameUrl, looks, stepNames, themes, type Variant } from './variants.ts';

const last = stepNames.length - 1;

/** Each step in each theme. */
export function stepsPage(): string {
  return layout(
    'Steps',
    html`${Object.entries(themes).map(([name, theme]) =>
      row(
        `Theme: ${name}`,
        stepNames.map((label, step) => variant(label, { ...theme, step })),
      ),
    )}`,
  );
}

/** Each language: the rating, and the step with the most text. */
export function languagesPage(): string {
  const steps = [0, stepNames.indexOf('expectation'), last];
  return layout(
    'Languages',
    html`${languages.map((lang) =>
      row(
        lang,
        steps.map((step) => variant(stepNames[step] ?? '', { look: 'light', lang, step })),
      ),
    )}`,
  );
}

/** Each look, and each position. */
export function looksPage(): string {
  const names = Object.keys(looks).filter((name) => !looks[name]?.position && name !== 'match');
  const positions = ['bottom-left', 'top-right', 'top-left'];
  return layout(
    'Looks',
    html`${row(
      'Brand, corners, font and scale',
      names.flatMap((look) => [
        variant(look, { look, score: 9 }),
        variant(`${look}: thanks`, { look, score: 9, step: last }),
      ]),
    )}
    ${row(
      'Positions',
      [
        variant('bottom-right', {}),
        ...positions.map((look) => variant(look, { look })),
        variant('in the page', { inline: true }),
      ].map((frame) => ({ ...frame, ...desktop, scale: 0.4 })),
    )}`,
  );
}

function variant(label: string, what: Variant): Frame {
  return { ...phone, label, src: frameUrl(what) };
}

function row(title: string, frames: readonly Frame[]): Markup {
  return html`<h2>${title}</h2>
    <section>${frames.map(frameFigure)}</section>`;
}
