import { ignoreErrors } from './ignore-errors.ts';

/** Events inside the prompt that the page must not get. */
const privateEvents = [
  'keydown',
  'keypress',
  'keyup',
  'pointerdown',
  'mousedown',
  'selectstart',
  'contextmenu',
  'copy',
  'cut',
  'paste',
];

const arrowKeys: Record<string, number> = {
  ArrowRight: 1,
  ArrowDown: 1,
  ArrowLeft: -1,
  ArrowUp: -1,
};

/**
 * Hides what happens in the prompt from the page, moves the focus in its radio groups by the arrow keys, and
 * calls `onEscape`. The events are stopped in the capture phase, so that neither the shop's shortcuts nor its
 * protection against copying get them. Returns a function that ends this.
 */
export function listenToKeys(host: HTMLElement, onEscape: () => void): () => void {
  const listener = ignoreErrors((event: Event) => {
    const isInside = event.target === host;
    if (isInside) event.stopImmediatePropagation();
    if (event.type !== 'keydown') return;
    const { activeElement, body } = document;
    const { key } = event as KeyboardEvent;
    // An Escape with the focus elsewhere is meant for a dialog or a menu of the shop.
    if (key === 'Escape' && (isInside || !activeElement || activeElement === body)) onEscape();
    const radio = host.shadowRoot?.activeElement;
    if (isInside && arrowKeys[key] && radio?.matches('[role=radio]')) {
      event.preventDefault();
      moveFocus(radio, key);
    }
  });
  for (const type of privateEvents) addEventListener(type, listener, true);
  return () => {
    for (const type of privateEvents) removeEventListener(type, listener, true);
  };
}

/** Moves the focus to the radio beside this one, from one end to the other too. */
function moveFocus(radio: Element, key: string): void {
  const radios = [...(radio.parentElement?.children ?? [])] as HTMLElement[];
  const delta = arrowKeys[key] ?? 0;
  // From right to left, the right arrow goes to the one before.
  const isReversed = key.endsWith('t') && getComputedStyle(radio).direction === 'rtl';
  const index = radios.indexOf(radio as HTMLElement) + (isReversed ? -delta : delta);
  radios.at(index % radios.length)?.focus();
}
