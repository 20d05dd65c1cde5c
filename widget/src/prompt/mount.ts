/** Where the prompt stands on the page. */
export type Stage = {
  /** Adds a stylesheet: adopted, so that even `style-src 'none'` lets it through. */
  style(css: string): void;
  /** Takes the prompt away; `false` when it was gone already. */
  remove(): boolean;
};

/**
 * Puts the card on the page: inside what `selector` finds, else in the top layer, above everything but
 * without taking the focus. What is typed in it stays in it: a shop's shortcuts must not hear it.
 */
export function mount(
  card: HTMLElement,
  selector: string | undefined,
  onEscape: () => void,
): Stage {
  const target = selector && document.querySelector(selector);
  const before = document.activeElement as HTMLElement | null;
  const host = document.createElement('nines-survey');
  const root = host.attachShadow({ mode: 'open' });
  const escape = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onEscape();
  };
  for (const type of ['keydown', 'keyup', 'keypress']) {
    host.addEventListener(type, (event) => event.stopPropagation());
  }
  addEventListener('keydown', escape, true);
  root.append(card);
  (target || document.body).append(host);
  if (target) host.dataset.inline = '';
  else {
    host.popover = 'manual';
    host.showPopover?.();
  }
  return {
    style(css) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      root.adoptedStyleSheets.push(sheet);
    },
    remove() {
      if (!host.isConnected) return false;
      const held = root.activeElement;
      removeEventListener('keydown', escape, true);
      host.remove();
      if (held) before?.focus({ preventScroll: true });
      return true;
    },
  };
}
