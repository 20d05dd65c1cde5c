import type { Figures } from '@nines/shared/wire/aggregate';
import type { BadgeTexts } from './texts.ts';

/** Which colours: those of the visitor's system, or always one. */
export type Theme = 'auto' | 'light' | 'dark';

const light =
  '--paper:#fff;--line:#e0e6e3;--ink:#14211c;--soft:#54625c;--promoter:#0c7a63;--passive:#94a39c;--detractor:#d4552f';
const dark =
  '--paper:#181f1c;--line:#33403b;--ink:#e9f0ed;--soft:#a1b0a9;--promoter:#3fb897;--passive:#74837c;--detractor:#ee7a54';

const [width, height] = [276, 76];
/** The ring's radius, and the gap between its parts as a share of a hundred. */
const [radius, gap] = [24, 2.5];

/** A shop's badge as SVG: its score with how many said so, since when, and how sure it is. */
export function drawBadge(shop: string, figures: Figures, texts: BadgeTexts, theme: Theme): string {
  const { responses, nps, interval, marginOfError } = figures;
  if (nps === null || interval === null) {
    return frame(theme, texts.titleNone(shop), '', [
      ring([]),
      label(38, 43, '–', 'score'),
      lines(texts.score, texts.none, texts.period),
    ]);
  }
  const score = signed(nps);
  const shares = [figures.promoters, figures.passives, figures.detractors].map(
    (count) => (100 * count) / responses,
  );
  const [promoters = 0, passives = 0, detractors = 0] = shares;
  const answers = texts.answers(responses);
  return frame(
    theme,
    texts.title(shop, score, answers),
    texts.description(
      [percent(promoters), percent(passives), percent(detractors)],
      [signed(interval[0]), signed(interval[1])],
    ),
    [
      ring([
        ['promoter', promoters],
        ['passive', passives],
        ['detractor', detractors],
      ]),
      label(38, 44, score, score.length > 2 ? 'score long' : 'score'),
      lines(
        texts.score,
        answers,
        `${texts.period} · ±${Math.max(1, Math.round(marginOfError ?? 0))}`,
      ),
    ],
  );
}

/** What is seen where there is no badge: nothing that looks broken, and no number. */
export function drawNothing(theme: Theme): string {
  return frame(theme, 'Nines', '', [ring([]), lines('', 'Nines', '')]);
}

function frame(theme: Theme, title: string, description: string, parts: string[]): string {
  const colours =
    theme === 'dark'
      ? `:root{${dark}}`
      : `:root{${light}}${theme === 'auto' ? `@media(prefers-color-scheme:dark){:root{${dark}}}` : ''}`;
  const style = `${colours}text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;fill:var(--soft);font-size:11.5px}.score{font-size:18px;font-weight:700;fill:var(--ink);text-anchor:middle}.long{font-size:14.5px}.answers{font-size:15px;font-weight:650;fill:var(--ink)}circle{fill:none;stroke-width:5.5}.track{stroke:var(--line)}.promoter{stroke:var(--promoter)}.passive{stroke:var(--passive)}.detractor{stroke:var(--detractor)}.card{fill:var(--paper);stroke:var(--line)}@media(forced-colors:active){.card{fill:Canvas;stroke:CanvasText}text,.score,.answers{fill:CanvasText}}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="t d">`,
    `<title id="t">${escape(title)}</title><desc id="d">${escape(description)}</desc>`,
    `<style>${style}</style>`,
    `<rect class="card" x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="14"/>`,
    ...parts,
    '</svg>',
  ].join('');
}

/** Parts of a hundred as a ring, clockwise from the top, with gaps between them. */
function ring(parts: readonly (readonly [string, number])[]): string {
  const there = parts.filter(([, share]) => share > 0);
  const between = there.length > 1 ? gap : 0;
  let start = 0;
  const arcs = there.map(([name, share]) => {
    const length = Math.max(0.5, share - between);
    const arc = `<circle class="${name}" r="${radius}" pathLength="100" stroke-dasharray="${round(length)} ${round(100 - length)}" stroke-dashoffset="${round(-start)}"/>`;
    start += share;
    return arc;
  });
  const track = there.length > 0 ? '' : `<circle class="track" r="${radius}"/>`;
  return `<g transform="translate(38 38) rotate(-90)">${track}${arcs.join('')}</g>`;
}

function lines(first: string, second: string, third: string): string {
  return label(78, 25, first, '') + label(78, 45, second, 'answers') + label(78, 62, third, '');
}

function label(x: number, y: number, text: string, name: string): string {
  if (text === '') return '';
  return `<text x="${x}" y="${y}"${name && ` class="${name}"`}>${escape(text)}</text>`;
}

/** A whole number of points, with a true minus sign. */
function signed(points: number): string {
  const whole = Math.round(Math.abs(points));
  return points < 0 && whole > 0 ? `−${whole}` : String(whole);
}

function percent(share: number): string {
  return `${Math.round(share)}%`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escape(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ').replace(/[&<>"]/g, (found) => escapes[found]!);
}
