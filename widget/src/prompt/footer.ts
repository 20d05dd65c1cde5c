import { element } from './element.ts';
import { say, type Talk } from './talk.ts';

/** The way back, how far the conversation is, and the way on: "Skip" while nothing was said. */
export function makeFooter(talk: Talk, isFilled: () => unknown): { node: Node; refresh(): void } {
  const { index, last, replies, go } = talk;
  const back = element(
    'button',
    {
      class: 'back',
      'aria-label': say(talk, 'back', replies.score),
      click: () => go(-1),
    },
    index ? '' : `${replies.score}`,
  );
  const on = element('button', { click: () => go(1) });
  const dots = element('i', { 'aria-hidden': true }, last > 1 ? '•'.repeat(index + 1) : '');
  dots.append(element('s', {}, last > 1 ? '•'.repeat(last - index - 1) : ''));
  const refresh = () => {
    on.className = isFilled() ? 'go' : '';
    on.textContent = say(talk, isFilled() ? 'send' : 'skip');
  };
  refresh();
  return { node: element('div', { class: 'footer' }, back, dots, on), refresh };
}
