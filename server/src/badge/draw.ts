import type { PeriodFigures } from '@nines/shared/wire/aggregate';

/** The colours: `auto` follows the visitor's system. */
export type Theme = 'auto' | 'light' | 'dark';

const light =
  '--paper:#fff;--line:#e0e6e3;--ink:#14211c;--soft:#54625c;--promoter:#0c7a63;--passive:#94a39c;--detractor:#d4552f';
const dark =
  '--paper:#181f1c;--line:#33403b;--ink:#e9f0ed;--soft:#a1b0a9;--promoter:#3fb897;--passive:#74837c;--detractor:#ee7a54';

const [width, height] = [276, 92];
/** The ring's radius, and the gap between its parts in percent of its length. */
const [radius, gap] = [24, 2.5];
const middle = height / 2;

/**
 * A shop's badge as SVG: the score, the number of answers, their period, the margin of error, and how many answers
 * are signed. A score of unsigned answers may be anybody's work, and the badge says so.
 */
export function drawBadge(
  shop: string,
  figures: PeriodFigures,
  texts: BadgeTexts,
  theme: Theme,
): string {
  const { responses, nps, interval, marginOfError } = figures;
  if (nps === null || interval === null) {
    return frame(theme, texts.titleNone(shop), '', [
      ring([]),
      label(38, middle + 5, '–', 'score'),
      lines(texts.score, texts.none, texts.period, ''),
    ]);
  }
  const score = withSign(nps);
  const shares = [figures.promoters, figures.passives, figures.detractors].map(
    (count) => (100 * count) / responses,
  );
  const [promoters = 0, passives = 0, detractors = 0] = shares;
  const answers = texts.answers(responses);
  const signature = signatureOf(figures, texts);
  return frame(
    theme,
    texts.title(shop, score, answers),
    texts.description(
      [percent(promoters), percent(passives), percent(detractors)],
      [withSign(interval[0]), withSign(interval[1])],
      signature,
    ),
    [
      ring([
        ['promoter', promoters],
        ['passive', passives],
        ['detractor', detractors],
      ]),
      label(38, middle + 6, score, score.length > 2 ? 'score long' : 'score'),
      lines(
        texts.score,
        answers,
        `${texts.period} · ±${Math.max(1, Math.round(marginOfError ?? 0))}`,
        signature,
      ),
    ],
  );
}

/** The picture for a shop without a badge: no broken image, and no number. */
export function drawNothing(theme: Theme): string {
  return frame(theme, 'Nines', '', [ring([]), lines('', 'Nines', '', '')]);
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

/** Shares in percent as a ring, clockwise from the top, with gaps between them. */
function ring(parts: readonly (readonly [string, number])[]): string {
  const shown = parts.filter(([, share]) => share > 0);
  const between = shown.length > 1 ? gap : 0;
  let start = 0;
  const arcs = shown.map(([name, share]) => {
    const length = Math.max(0.5, share - between);
    const arc = `<circle class="${name}" r="${radius}" pathLength="100" stroke-dasharray="${round(length)} ${round(100 - length)}" stroke-dashoffset="${round(-start)}"/>`;
    start += share;
    return arc;
  });
  const track = shown.length > 0 ? '' : `<circle class="track" r="${radius}"/>`;
  return `<g transform="translate(38 ${middle}) rotate(-90)">${track}${arcs.join('')}</g>`;
}

function lines(first: string, second: string, third: string, fourth: string): string {
  // Without a fourth line, the others are in the middle.
  const top = fourth === '' ? middle - 13 : 24;
  return (
    label(78, top, first, '') +
    label(78, top + 20, second, 'answers') +
    label(78, top + 37, third, '') +
    label(78, top + 53, fourth, '')
  );
}

/** How many of the answers are signed. Rounding never makes `all` of nearly all, nor `none` of a few. */
function signatureOf({ responses, verified }: PeriodFigures, texts: BadgeTexts): string {
  if (!verified) return texts.unsigned;
  if (verified === responses) return texts.allSigned;
  return texts.partlySigned(Math.min(99, Math.max(1, Math.round((100 * verified) / responses))));
}

function label(x: number, y: number, text: string, name: string): string {
  if (text === '') return '';
  return `<text x="${x}" y="${y}"${name && ` class="${name}"`}>${escape(text)}</text>`;
}

/** A whole number of points, with the minus sign U+2212. */
function withSign(points: number): string {
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

/** The badge's texts in one language. Numbers are passed to them formatted. */
export type BadgeTexts = {
  score: string;
  answers(count: number): string;
  period: string;
  none: string;
  title(shop: string, score: string, answers: string): string;
  titleNone(shop: string): string;
  description(
    shares: [string, string, string],
    interval: [string, string],
    signature: string,
  ): string;
  allSigned: string;
  /** `share` is 1…99, in percent. */
  partlySigned(share: number): string;
  unsigned: string;
};

const en: BadgeTexts = {
  score: 'Net Promoter Score',
  answers: (count) => (count === 1 ? '1 answer' : `${count.toLocaleString('en')} answers`),
  period: 'past 12 months',
  none: 'No answers yet',
  title: (shop, score, answers) =>
    `${shop}: Net Promoter Score ${score}, from ${answers} in the past 12 months`,
  titleNone: (shop) => `${shop}: no answers yet`,
  description: ([promoters, passives, detractors], [low, high], signature) =>
    `${promoters} promoters, ${passives} passives, ${detractors} detractors. With 95% confidence the score lies between ${low} and ${high}. ${signature}. Measured with Nines.`,
  allSigned: 'All answers signed',
  partlySigned: (share) => `${share}% of the answers are signed`,
  unsigned: 'Answers are not signed',
};

const nl: BadgeTexts = {
  score: 'Net Promoter Score',
  answers: (count) => (count === 1 ? '1 antwoord' : `${count.toLocaleString('nl')} antwoorden`),
  period: 'afgelopen 12 maanden',
  none: 'Nog geen antwoorden',
  title: (shop, score, answers) =>
    `${shop}: Net Promoter Score ${score}, uit ${answers} in de afgelopen 12 maanden`,
  titleNone: (shop) => `${shop}: nog geen antwoorden`,
  description: ([promoters, passives, detractors], [low, high], signature) =>
    `${promoters} promoters, ${passives} passief tevreden, ${detractors} criticasters. Met 95% zekerheid ligt de score tussen ${low} en ${high}. ${signature}. Gemeten met Nines.`,
  allSigned: 'Alle antwoorden getekend',
  partlySigned: (share) => `${share}% getekende antwoorden`,
  unsigned: 'Antwoorden niet getekend',
};

/** The texts for a language tag: Dutch for `nl` and `nl-…`, English for any other. */
export function badgeTexts(locale: string): BadgeTexts {
  return locale.toLowerCase().split('-')[0] === 'nl' ? nl : en;
}
