import type { PromptContext } from '../prompt-context.ts';
import { ignoreErrors } from './ignore-errors.ts';
import css from './prompt.css?inline';

/** The prompt on the page. */
export type MountedPrompt = {
  /** Removes the prompt. Returns `false` when it was already removed. */
  remove(): boolean;
};

/**
 * Puts the card on the page: inside the shop's target, else in the top layer, above everything. The focus
 * stays where it is. Key events do not leave the card, so they cannot trigger the shop's shortcuts.
 */
export function mount(
  card: HTMLElement,
  { context, settings, language }: PromptContext,
  onEscape: () => void,
): MountedPrompt {
  const target = context.target && document.querySelector(context.target);
  const focusedBefore = document.activeElement as HTMLElement | null;
  const host = document.createElement('nines-survey');
  const root = host.attachShadow({ mode: 'open' });
  const closeOnEscape = ignoreErrors((event: KeyboardEvent) => {
    if (event.key === 'Escape') onEscape();
  });
  for (const type of ['keydown', 'keyup', 'keypress']) {
    host.addEventListener(type, (event) => event.stopPropagation());
  }
  addEventListener('keydown', closeOnEscape, true);
  // Adopted style sheets work under any Content Security Policy, even `style-src 'none'`.
  root.adoptedStyleSheets = [css, settings.css ?? ''].map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
  card.lang = language;
  card.dir = /ar|he/.test(language) ? 'rtl' : 'ltr';
  root.append(card);
  (target || document.body).append(host);
  if (target) host.dataset.inline = '';
  else {
    host.popover = 'manual';
    host.showPopover?.();
  }
  // In a target the browser itself scrolls the focused field into view.
  const stopAvoiding = target ? undefined : avoidKeyboard(card);
  return {
    remove() {
      if (!host.isConnected) return false;
      const hadFocus = root.activeElement;
      removeEventListener('keydown', closeOnEscape, true);
      stopAvoiding?.();
      host.remove();
      if (hadFocus) focusedBefore?.focus({ preventScroll: true });
      return true;
    },
  };
}

/**
 * Moves the card above a phone's on-screen keyboard, which would cover it, and limits its height to the
 * space that is left. Browsers differ in what they resize, so the card's own position is measured.
 * Returns a function that stops this.
 */
function avoidKeyboard(card: HTMLElement): () => void {
  const view = visualViewport;
  const moveUp = ignoreErrors(() => {
    if (!view) return;
    const { style } = card;
    style.translate = style.maxHeight = '';
    const covered = card.getBoundingClientRect().bottom - view.height - view.offsetTop;
    // A shopper who has zoomed in scrolls the card into view themselves.
    if (covered < 1 || view.scale !== 1 || !card.matches(':focus-within')) return;
    style.translate = `0 ${-covered}px`;
    style.maxHeight = `${view.height}px`;
  });
  const events = ['resize', 'scroll'];
  for (const type of events) view?.addEventListener(type, moveUp);
  return () => {
    for (const type of events) view?.removeEventListener(type, moveUp);
  };
}
