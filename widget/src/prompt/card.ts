import { close as closeLabel } from '#messages/score.ts';
import { element } from './element.ts';

/** The card in which the whole conversation takes place. */
export type Card = {
  node: HTMLElement;
  /** Where a step shows what it asks. */
  body: HTMLElement;
  /** Names the step, and tells those who cannot see it. */
  entitle(title: string): void;
};

/** Makes the card: a title, a body and the way out. */
export function makeCard(close: () => void): Card {
  const heading = element('h2', { id: 'title', tabindex: -1 });
  const body = element('div');
  const status = element('p', { role: 'status' });
  const button = element('button', { class: 'close', 'aria-label': closeLabel, click: close }, '✕');
  const attributes = { class: 'card', role: 'dialog', 'aria-labelledby': 'title' };
  return {
    node: element('div', attributes, heading, body, button, status),
    body,
    entitle(title) {
      heading.textContent = title;
      if (body.contains((heading.getRootNode() as ShadowRoot).activeElement)) heading.focus();
      // A live region speaks only of what changes once it stands.
      else setTimeout(() => (status.textContent = title), 300);
    },
  };
}
