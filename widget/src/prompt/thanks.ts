import { element } from './element.ts';
import { textOf, type StepContext } from './step-context.ts';

/** The last step. The link to review the shop is the same for every score. */
export function makeThanks(context: StepContext): Node[] {
  const { review } = context.settings;
  const tick = element('i', { class: 'tick', 'aria-hidden': true }, '✓');
  if (!review) return [tick];
  const link = { class: 'go', href: review.url, target: '_blank', rel: 'noopener' };
  return [tick, element('a', link, textOf(context, 'review', review.site))];
}
