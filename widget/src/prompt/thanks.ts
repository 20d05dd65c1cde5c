import { element } from './element.ts';
import { say, type Talk } from './talk.ts';

/** The end, with the same invitation to review the shop for every score. */
export function makeThanks(talk: Talk): Node[] {
  const { review } = talk.settings;
  const tick = element('i', { class: 'tick', 'aria-hidden': true }, '✓');
  if (!review) return [tick];
  const link = { class: 'go', href: review.url, target: '_blank', rel: 'noopener' };
  return [tick, element('a', link, say(talk, 'review', review.site))];
}
