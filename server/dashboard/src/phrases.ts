import { netPromoterScore } from '@nines/shared/tally';
import type { Aggregate, Caution, Figures, PeriodFigures } from '@nines/shared/wire/aggregate';
import type { Language } from './language.ts';

/** How precise a score is: `none` has no responses, `one` has one, `tiny` fewer than ten. */
export type Precision = 'none' | 'one' | 'tiny' | 'few' | 'fair' | 'sharp';

const minSample = 10;
/** Margins of error in NPS points: above the first a score is `few`, above the second `fair`. */
const fewMargin = 10;
const fairMargin = 5;

/** How precise the score of these figures is. */
export function precisionOf({
  responses,
  marginOfError,
}: Pick<Figures, 'responses' | 'marginOfError'>): Precision {
  if (responses === 0 || marginOfError === null) return 'none';
  if (responses === 1) return 'one';
  if (responses < minSample) return 'tiny';
  if (marginOfError > fewMargin) return 'few';
  return marginOfError > fairMargin ? 'fair' : 'sharp';
}

/** Whether the score has so few responses that the page shows it less prominently. */
export function isTinySample(figures: Pick<Figures, 'responses' | 'marginOfError'>): boolean {
  const precision = precisionOf(figures);
  return precision === 'one' || precision === 'tiny';
}

/**
 * The score, −100…100, unrounded, or `null` without responses. It is calculated from the counts because
 * the reply's `nps` is rounded to two decimals: rounding it again could give another whole number.
 */
export function exactScore({
  promoters,
  passives,
  detractors,
}: Pick<Figures, 'promoters' | 'passives' | 'detractors'>): number | null {
  return netPromoterScore({ promoter: promoters, passive: passives, detractor: detractors });
}

/** The confidence interval as a sentence. Empty without responses. */
export function intervalPhrase(
  figures: Pick<Figures, 'interval'>,
  { messages, formats }: Language,
): string {
  if (figures.interval === null) return '';
  const [low, high] = figures.interval.map(formats.whole) as [string, string];
  return low === high ? messages.phrases.about(low) : messages.phrases.between(low, high);
}

/** The precision as a sentence. Empty without responses. */
export function precisionPhrase(
  figures: Pick<Figures, 'responses' | 'marginOfError'>,
  { messages, formats }: Language,
): string {
  const precision = precisionOf(figures);
  if (precision === 'none') return '';
  if (precision === 'one') return messages.phrases.one;
  return messages.phrases[precision](formats.whole(figures.responses));
}

/**
 * Whether the score rests on signed answers, as a sentence. Rounding never makes all of nearly all, nor none of a
 * few. Empty without responses.
 */
export function signedPhrase(
  { responses, verified }: Pick<PeriodFigures, 'responses' | 'verified'>,
  { messages: { signed }, formats }: Language,
): string {
  if (responses === 0 || verified === null) return '';
  if (verified === 0) return signed.none;
  if (verified === responses) return signed.all;
  return signed.part(formats.share(Math.min(verified / responses, 0.99)));
}

/** The newest day with a burst of answers, and how many others there are. Empty without any. */
export function burstPhrase(
  cautions: readonly Caution[],
  { messages: { burst }, formats }: Language,
): string {
  const [newest] = cautions;
  if (!newest) return '';
  const { source, day, answers, of } = newest;
  const sentences = [
    burst[source](formats.point(day, 'day'), formats.whole(answers), formats.whole(of)),
    burst.advice,
  ];
  const others = new Set(cautions.map((caution) => caution.day)).size - 1;
  if (others > 0) sentences.push(burst.others(formats.whole(others), others > 1));
  return sentences.join(' ');
}

/** `rise` and `fall` are significant, `up` and `down` are not; `unknown` has nothing to compare with. */
export type Direction = 'rise' | 'fall' | 'up' | 'down' | 'same' | 'unknown';

/** The direction of the change since the previous period. `same` if it rounds to 0 points. */
export function directionOf(change: Aggregate['change']): Direction {
  if (!change || change.nps === null) return 'unknown';
  const points = Math.round(Math.abs(change.nps));
  if (points === 0) return 'same';
  if (change.nps > 0) return change.significant ? 'rise' : 'up';
  return change.significant ? 'fall' : 'down';
}

/** The change since the previous period of `days` days, and whether it is significant, as a sentence. */
export function changePhrase(
  change: Aggregate['change'],
  days: number,
  { messages: { phrases }, formats }: Language,
): string {
  const before = phrases.before(formats.whole(days));
  const direction = directionOf(change);
  if (direction === 'unknown') return phrases.nothingBefore(before);
  if (direction === 'same') return phrases.same(before);
  const points = Math.round(Math.abs(change?.nps ?? 0));
  const phrase = direction === 'rise' || direction === 'up' ? phrases.up : phrases.down;
  const difference = phrase(formats.whole(points), points !== 1, before);
  const significant = direction === 'rise' || direction === 'fall';
  return significant ? phrases.real(difference) : phrases.chance(difference);
}

/** The first and the last score of the trend as a sentence, for screen readers. */
export function trendPhrase(
  points: readonly { name: string; score: number | null }[],
  { messages: { phrases }, formats }: Language,
): string {
  const scored = points.flatMap(({ name, score }) => (score === null ? [] : [{ name, score }]));
  const [first, last] = [scored[0], scored.at(-1)];
  if (!first || !last) return phrases.trendNone;
  if (first === last) return phrases.trendOne(first.name, formats.whole(first.score));
  const [from, to] = [formats.whole(first.score), formats.whole(last.score)];
  return phrases.trend(first.name, from, last.name, to);
}
