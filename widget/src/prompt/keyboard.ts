const arrowKeys: Record<string, number> = {
  ArrowRight: 1,
  ArrowDown: 1,
  ArrowLeft: -1,
  ArrowUp: -1,
};

/**
 * Handles an event that the loader has caught before the page could. What happens in the prompt is hidden from the
 * page, so that neither the shop's shortcuts nor its protection against copying get it. The arrow keys move the
 * focus in a radio group. Escape calls `close`, unless the focus is in something of the page.
 */
export function handleEvent(host: HTMLElement, event: Event, close: () => void): void {
  const isInside = event.target === host;
  // A touch of a field is hidden as well; any other may become a swipe.
  const isSwipe =
    event.type === 'touchstart' && !(event.composedPath()[0] as Element).matches('textarea,input');
  if (isInside && !isSwipe) event.stopImmediatePropagation();
  if (event.type !== 'keydown' || !host.isConnected) return;
  const { key } = event as KeyboardEvent;
  const { activeElement, body } = document;
  // An Escape with the focus elsewhere is meant for a dialog or a menu of the shop.
  if (key === 'Escape' && (isInside || !activeElement || activeElement === body)) close();
  const radio = host.shadowRoot?.activeElement;
  if (isInside && arrowKeys[key] && radio?.matches('[role=radio]')) {
    event.preventDefault();
    moveFocus(radio, key);
  }
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
