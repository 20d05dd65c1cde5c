import { element } from './element.ts';
import { textOf, type StepContext } from './step-context.ts';

/** The back button, the progress, and the next button, which says "Skip" while the step is empty. */
export function makeFooter(
  context: StepContext,
  isFilled: () => unknown,
): { node: Node; refresh(): void } {
  const { index, last, replies, go } = context;
  const back = element(
    'button',
    {
      class: 'back',
      'aria-label': textOf(context, 'back', replies.score),
      click: () => go(-1),
    },
    index ? '' : `${replies.score}`,
  );
  const next = element('button', { click: () => go(1) });
  const dots = element('i', { 'aria-hidden': true }, last > 1 ? '•'.repeat(index + 1) : '');
  dots.append(element('s', {}, last > 1 ? '•'.repeat(last - index - 1) : ''));
  const refresh = () => {
    next.className = isFilled() ? 'go' : '';
    next.textContent = textOf(context, isFilled() ? 'send' : 'skip');
  };
  refresh();
  return { node: element('div', { class: 'footer' }, back, dots, next), refresh };
}
