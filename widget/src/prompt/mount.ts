import type { Encounter } from '../encounter.ts';
import { guard } from './guard.ts';
import css from './prompt.css?inline';

/** Where the prompt stands on the page. */
export type Stage = {
  /** Takes the prompt away; `false` when it was gone already. */
  remove(): boolean;
};

/**
 * Puts the card on the page: inside the shop's target, else in the top layer, above everything but
 * without taking the focus. What is typed in it stays in it: a shop's shortcuts must not hear it.
 */
export function mount(
  card: HTMLElement,
  { context, settings, language }: Encounter,
  onEscape: () => void,
): Stage {
  const target = context.target && document.querySelector(context.target);
  const before = document.activeElement as HTMLElement | null;
  const host = document.createElement('nines-survey');
  const root = host.attachShadow({ mode: 'open' });
  const escape = guard((event: KeyboardEvent) => {
    if (event.key === 'Escape') onEscape();
  });
  for (const type of ['keydown', 'keyup', 'keypress']) {
    host.addEventListener(type, (event) => event.stopPropagation());
  }
  addEventListener('keydown', escape, true);
  // Adopted, so that even `style-src 'none'` lets it through.
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
  // What stands in the page is scrolled into sight by the browser.
  const release = target ? undefined : avoidKeyboard(card);
  return {
    remove() {
      if (!host.isConnected) return false;
      const held = root.activeElement;
      removeEventListener('keydown', escape, true);
      release?.();
      host.remove();
      if (held) before?.focus({ preventScroll: true });
      return true;
    },
  };
}

/**
 * Lifts the card above a phone's keyboard, which covers what is fixed to the bottom, and makes it no
 * higher than what is left. Browsers differ in what else shrinks, so that the card itself is measured.
 */
function avoidKeyboard(card: HTMLElement): () => void {
  const view = visualViewport;
  const lift = guard(() => {
    if (!view) return;
    const { style } = card;
    style.translate = style.maxHeight = '';
    const covered = card.getBoundingClientRect().bottom - view.height - view.offsetTop;
    // Whoever has zoomed in moves the card about as they like.
    if (covered < 1 || view.scale !== 1 || !card.matches(':focus-within')) return;
    style.translate = `0 ${-covered}px`;
    style.maxHeight = `${view.height}px`;
  });
  const events = ['resize', 'scroll'];
  for (const type of events) view?.addEventListener(type, lift);
  return () => {
    for (const type of events) view?.removeEventListener(type, lift);
  };
}
