import { netPromoterScore } from '@nines/shared/tally';
import type { Aggregate, Figures } from '@nines/shared/wire/aggregate';
import type { Formats } from './formats.ts';
import type { Messages } from './messages.ts';

/** What a phrase needs to speak: its wording and how numbers are written. */
export type Voice = { words: Messages; formats: Formats };

/** How far a score can be trusted, from its responses and its margin of error. */
export type Sureness = 'none' | 'one' | 'tiny' | 'few' | 'fair' | 'sharp';

/** Below so many responses no picture is drawn at all. */
const tinySample = 10;
/** Margins of error in NPS points: above the first a score is rough, above the second fair. */
const roughMargin = 10;
const fairMargin = 5;

/** How far the score of these figures can be trusted. */
export function surenessOf({
  responses,
  marginOfError,
}: Pick<Figures, 'responses' | 'marginOfError'>): Sureness {
  if (responses === 0 || marginOfError === null) return 'none';
  if (responses === 1) return 'one';
  if (responses < tinySample) return 'tiny';
  if (marginOfError > roughMargin) return 'few';
  return marginOfError > fairMargin ? 'fair' : 'sharp';
}

/** Whether a score rests on so few responses that it is shown in a lower voice. */
export function isRough(sureness: Sureness): boolean {
  return sureness === 'one' || sureness === 'tiny';
}

/**
 * The score to show, from the counts: rounding the reply's two decimals once more could end a point
 * off. `null` without responses.
 */
export function exactScore({
  promoters,
  passives,
  detractors,
}: Pick<Figures, 'promoters' | 'passives' | 'detractors'>): number | null {
  return netPromoterScore({ promoter: promoters, passive: passives, detractor: detractors });
}

/** Where the true score most likely lies, as a sentence; empty without responses. */
export function rangePhrase(figures: Pick<Figures, 'interval'>, { words, formats }: Voice): string {
  if (figures.interval === null) return '';
  const [low, high] = figures.interval.map(formats.whole) as [string, string];
  return low === high ? words.phrases.about(low) : words.phrases.between(low, high);
}

/** How far to trust the score, as a sentence; empty without responses. */
export function surenessPhrase(
  figures: Pick<Figures, 'responses' | 'marginOfError'>,
  { words, formats }: Voice,
): string {
  const sureness = surenessOf(figures);
  if (sureness === 'none') return '';
  if (sureness === 'one') return words.phrases.one;
  return words.phrases[sureness](formats.whole(figures.responses));
}

/** What a change amounts to: `rise` and `fall` are real, `up` and `down` may be chance. */
export type Turn = 'rise' | 'fall' | 'up' | 'down' | 'same' | 'unknown';

/** What the change since the previous period amounts to; `same` when it rounds to no points at all. */
export function turnOf(change: Aggregate['change']): Turn {
  if (!change || change.nps === null) return 'unknown';
  const points = Math.round(Math.abs(change.nps));
  if (points === 0) return 'same';
  if (change.nps > 0) return change.significant ? 'rise' : 'up';
  return change.significant ? 'fall' : 'down';
}

/** Whether the change since the `days` before is real or may be chance, as a sentence. */
export function changePhrase(
  change: Aggregate['change'],
  days: number,
  { words, formats }: Voice,
): string {
  const { phrases } = words;
  const before = phrases.before(formats.whole(days));
  const turn = turnOf(change);
  if (turn === 'unknown') return phrases.nothingBefore(before);
  if (turn === 'same') return phrases.same(before);
  const points = Math.round(Math.abs(change?.nps ?? 0));
  const upward = turn === 'rise' || turn === 'up';
  const moved = phrases[upward ? 'up' : 'down'](formats.whole(points), points !== 1, before);
  return turn === 'rise' || turn === 'fall' ? phrases.real(moved) : phrases.chance(moved);
}

/** The trend in a sentence, for those who do not see the chart. */
export function trendPhrase(
  points: readonly { name: string; score: number | null }[],
  { words, formats }: Voice,
): string {
  const known = points.filter((point) => point.score !== null);
  const [first, last] = [known[0], known.at(-1)];
  if (!first || !last) return words.phrases.trendNone;
  const say = (score: number | null) => formats.whole(score ?? 0);
  if (first === last) return words.phrases.trendOne(first.name, say(first.score));
  return words.phrases.trend(first.name, say(first.score), last.name, say(last.score));
}
