import { element } from './element.ts';

/** The card that shows all steps of the survey. */
export type Card = {
  node: HTMLElement;
  /** Shows a step, and announces its title to screen readers. */
  show(title: string, body: readonly Node[]): void;
};

/** Makes the card: a title, a body, and a close button with the label `closeLabel`. */
export function makeCard(closeLabel: string, close: () => void): Card {
  const heading = element('h2', { id: 'title', tabindex: -1 });
  const body = element('div');
  const status = element('p', { role: 'status' });
  const button = element('button', { class: 'close', 'aria-label': closeLabel, click: close }, '✕');
  const attributes = { class: 'card', role: 'dialog', 'aria-labelledby': 'title' };
  return {
    node: element('div', attributes, heading, body, button, status),
    show(title, nodes) {
      const hasFocus = body.matches(':focus-within');
      heading.textContent = title;
      body.replaceChildren(...nodes);
      if (hasFocus) heading.focus({ preventScroll: true });
      // Screen readers announce only a change of a live region that already exists, so wait.
      else setTimeout(() => (status.textContent = title), 300);
    },
  };
}
