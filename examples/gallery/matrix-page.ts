import { languages } from '@nines/shared/survey/names';
import { html, type Markup } from '../plain-html/html.ts';
import { frameFigure, layout, type Frame } from './layout.ts';
import { frameUrl, stepNames, themes, type Simulation, type Variant } from './variants.ts';

/** The choices of the filter. Those of a dimension that is `all` are shown side by side. */
const dimensions = {
  step: stepNames,
  theme: Object.keys(themes),
  language: languages,
  width: ['360', '320', '280', '1000'],
  score: ['3', '8', '10'],
} as const;
type Dimension = keyof typeof dimensions;

/** What the filter shows before a choice is made. */
const defaults: Record<Dimension, string> = {
  step: 'rating',
  theme: 'light',
  language: 'all',
  width: '360',
  score: '3',
};

const switches = {
  rtl: 'the page runs from right to left',
  'large-text': 'the browser’s text twice as large (simulated)',
  'forced-colors': 'forced colours (simulated)',
} as const;

/** Every combination of step, theme, language, width and score that the query asks for. */
export function matrixPage(query: URLSearchParams): string {
  const frames = matrixFrames(query);
  return layout(
    'Matrix',
    html`<form class="filter">
        ${Object.keys(dimensions).map((name) => choiceOf(name as Dimension, query))}
        ${Object.entries(switches).map(
          ([name, label]) =>
            html`<label
              ><input type="checkbox" name="${name}" ${query.has(name) ? html`checked` : html``} />
              ${label}</label
            >`,
        )}
      </form>
      <p>${frames.length} prompts</p>
      <section>${frames.map(frameFigure)}</section>`,
  );
}

/** The frames of a query; a dimension that is not in the query has its default. */
export function matrixFrames(query: URLSearchParams): Frame[] {
  const simulate = (['large-text', 'forced-colors'] as const).filter((name) => query.has(name));
  const common: Variant = { rtl: query.has('rtl'), simulate };
  let cells: Record<string, string>[] = [{}];
  for (const [name, all] of Object.entries(dimensions)) {
    const values =
      chosenOf(name as Dimension, query) === 'all' ? all : [chosenOf(name as Dimension, query)];
    cells = cells.flatMap((cell) => values.map((value) => ({ ...cell, [name]: value })));
  }
  return cells.map((cell) => frameOf(cell as Record<Dimension, string>, common, simulate));
}

function frameOf(
  { step, theme, language, width, score }: Record<Dimension, string>,
  common: Variant,
  simulate: readonly Simulation[],
): Frame {
  const variant: Variant = {
    ...common,
    ...themes[theme],
    lang: language,
    step: Math.max(stepNames.indexOf(step), 0),
    score: Number(score),
  };
  return {
    src: frameUrl(variant),
    label: `${step} · ${theme} · ${language} · ${width} px · ${score}`,
    width: Number(width),
    height: simulate.includes('large-text') ? 760 : 480,
    scale: Number(width) > 360 ? 0.5 : 1,
  };
}

function chosenOf(name: Dimension, query: URLSearchParams): string {
  const value = query.get(name) ?? '';
  const isKnown = value === 'all' || (dimensions[name] as readonly string[]).includes(value);
  return isKnown ? value : defaults[name];
}

function choiceOf(name: Dimension, query: URLSearchParams): Markup {
  const chosen = chosenOf(name, query);
  return html`<label
    >${name}
    <select name="${name}">
      ${['all', ...dimensions[name]].map(
        (value) => html`<option ${value === chosen ? html`selected` : html``}>${value}</option>`,
      )}
    </select></label
  >`;
}
