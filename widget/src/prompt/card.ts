import { element } from './element.ts';

/** The card in which the whole conversation takes place. */
export type Card = {
  node: HTMLElement;
  /** Shows a step, and tells those who cannot see it. */
  show(title: string, body: readonly Node[]): void;
};

/** Makes the card: a title, a body, and the way out, which is called `closeLabel`. */
export function makeCard(closeLabel: string, close: () => void): Card {
  const heading = element('h2', { id: 'title', tabindex: -1 });
  const body = element('div');
  const status = element('p', { role: 'status' });
  const button = element('button', { class: 'close', 'aria-label': closeLabel, click: close }, '✕');
  const attributes = { class: 'card', role: 'dialog', 'aria-labelledby': 'title' };
  return {
    node: element('div', attributes, heading, body, button, status),
    show(title, nodes) {
      const isHeld = body.matches(':focus-within');
      heading.textContent = title;
      body.replaceChildren(...nodes);
      if (isHeld) heading.focus({ preventScroll: true });
      // A live region speaks only of what changes once it stands.
      else setTimeout(() => (status.textContent = title), 300);
    },
  };
}
