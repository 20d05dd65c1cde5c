import type { PromptContext } from '../prompt-context.ts';
import { ignoreErrors } from './ignore-errors.ts';
import { readLook } from './page-look.ts';
import { findModal, findRoom } from './placement.ts';
import css from './prompt.css?inline';

/** The prompt on the page. */
export type MountedPrompt = {
  /** Attaches it when nothing is in its way. Throws when it cannot be shown. */
  show(): void;
  remove(): void;
  /** Whether it is on the page. It is not while a modal or a consent banner of the page has its place. */
  isFree(): boolean;
};

/** How often the prompt looks for modals and bars of the page, in milliseconds. */
const checkIntervalMs = 250;

/**
 * Prepares to put `host`, with the card in its shadow root, on the page: inside the shop's target, or else in the top
 * layer, as soon as it covers nothing that the shopper needs. There it steps aside for a modal, and comes back.
 * The focus stays where it is.
 */
export function mount(
  host: HTMLElement,
  { context, settings, forced }: PromptContext,
): MountedPrompt {
  const root = host.shadowRoot as ShadowRoot;
  const card = root.firstElementChild as HTMLElement;
  const target = context.target ? document.querySelector(context.target) : null;
  const place = target ?? document.body;
  const focusedBefore = document.activeElement as HTMLElement | null;
  let stop: (() => void) | undefined;

  // Adopted style sheets work under any Content Security Policy, even `style-src 'none'`.
  const [base, page, shop] = [css, '', settings.css ?? ''].map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
  root.adoptedStyleSheets = [base!, page!, shop!];

  const attach = () => {
    if (host.isConnected) return;
    place.append(host);
    page!.replaceSync(readLook(place, root, settings.match));
    if (!target) host.showPopover();
  };

  return {
    show() {
      if (target) {
        host.dataset.inline = '';
        attach();
      } else {
        host.popover = 'manual';
        stop = keepClear(host, card, attach, forced ? findModal(host) : undefined);
      }
    },
    isFree: () => host.isConnected,
    remove() {
      const hadFocus = root.activeElement;
      stop?.();
      host.remove();
      if (hadFocus) focusedBefore?.focus({ preventScroll: true });
    },
  };
}

/**
 * Attaches the host while nothing of the page is in its way, and removes it while a modal or a consent banner is.
 * Moves the card above bars of the page, and above a phone's on-screen keyboard. `known` is a modal in which the
 * shop itself opened the prompt. Returns a function that ends this.
 */
function keepClear(
  host: HTMLElement,
  card: HTMLElement,
  attach: () => void,
  known: Element | undefined,
): () => void {
  const view = visualViewport;
  /** Where the prompt is when it is not moved. */
  let box: DOMRect | undefined;

  const check = () => {
    const modal = findModal(host);
    if (modal && modal !== known) return host.remove();
    if (!box) attach();
    if (host.isConnected) box = host.getBoundingClientRect();
    const room = findRoom(box!, host);
    if (room === undefined) return host.remove();
    attach();
    // Browsers differ in what they resize for a keyboard, so the part that it covers is measured.
    const covered = view ? box!.bottom - view.height - view.offsetTop : 0;
    // A shopper who has zoomed in scrolls the card into view themselves.
    const avoids = covered >= 1 && view?.scale === 1 && card.matches(':focus-within');
    // A pixel more, because a browser scrolls by whole pixels and may show a fraction less of the last button.
    card.style.translate = `0 ${-(avoids ? covered + 1 : room)}px`;
    card.style.maxHeight = avoids ? `${view.height - 1}px` : '';
  };

  check();
  const quietly = ignoreErrors(check);
  const timer = setInterval(quietly, checkIntervalMs);
  const events = ['resize', 'scroll'];
  for (const type of events) view?.addEventListener(type, quietly);
  return () => {
    clearInterval(timer);
    for (const type of events) view?.removeEventListener(type, quietly);
  };
}
