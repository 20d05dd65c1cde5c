import type { PromptContext } from '../prompt-context.ts';
import { ignoreErrors } from './ignore-errors.ts';
import { readLook } from './page-look.ts';
import { findModal, findRoom } from './placement.ts';
import css from './prompt.css?inline';

/** The prompt, on the page or about to be. */
export type MountedPrompt = {
  /** It is not connected while a modal or a consent notice of the page has its place. */
  host: HTMLElement;
  remove(): void;
};

/** How often the prompt looks for modals and bars of the page, in milliseconds. */
const checkIntervalMs = 500;

/**
 * Puts the card on the page, in the shadow root of a host: inside the shop's target, or else in the top layer, as
 * soon as it covers nothing that the shopper needs. The focus stays where it is. When this throws, nothing is left
 * on the page.
 */
export function mount(card: HTMLElement, promptContext: PromptContext): MountedPrompt {
  const { context, settings } = promptContext;
  const target = context.target ? document.querySelector(context.target) : null;
  const place = target ?? document.body;
  const focusedBefore = document.activeElement as HTMLElement | null;
  const host = document.createElement('nines-survey');
  const root = host.attachShadow({ mode: 'open' });
  let stop: (() => void) | undefined;

  // Adopted style sheets work under any Content Security Policy, even `style-src 'none'`.
  const sheets = [css, '', settings.css ?? ''].map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
  root.adoptedStyleSheets = sheets;

  const attach = () => {
    if (host.isConnected) return;
    place.append(host);
    // The page's look is read before the card is there, so that the browser need not lay out the card for it.
    sheets[1]?.replaceSync(readLook(place, root, settings.match));
    root.append(card);
    if (!target) host.showPopover();
  };

  const prompt: MountedPrompt = {
    host,
    remove() {
      const hadFocus = root.activeElement;
      stop?.();
      host.remove();
      if (hadFocus) focusedBefore?.focus({ preventScroll: true });
    },
  };
  try {
    if (target) {
      host.dataset.inline = '';
      attach();
    } else {
      host.popover = 'manual';
      stop = keepClear(host, card, attach, promptContext.forced);
    }
  } catch (error) {
    prompt.remove();
    throw error;
  }
  return prompt;
}

/**
 * Attaches the host while nothing of the page is in its way, and removes it while a modal or a consent notice is.
 * Moves the card above bars of the page, and above a phone's on-screen keyboard. `forced`: the shop itself opened the
 * prompt, so the modal that is open then does not hold it back. Returns a function that ends this.
 */
function keepClear(
  host: HTMLElement,
  card: HTMLElement,
  attach: () => void,
  forced: boolean,
): () => void {
  const view = visualViewport;
  const knownModal = forced ? findModal(host) : undefined;
  /** Where the prompt is when it is not moved. */
  let box: DOMRect | undefined;
  let lift = 0;
  let wasShown = false;
  let focused: HTMLElement | null = null;

  const stepAside = () => {
    focused = host.shadowRoot?.activeElement as HTMLElement | null;
    host.remove();
  };

  const check = () => {
    const modal = findModal(host);
    // Outside a modal dialog of the browser nothing can be tapped.
    const isKnown = modal === knownModal && !modal?.matches(':modal');
    if (modal && !isKnown) return stepAside();
    if (!box) attach();
    if (host.isConnected) box = host.getBoundingClientRect();
    const room = findRoom(box!, host);
    // A shopper who has begun goes on where they are, even when a step needs more room than there is.
    if (room === 'notice' || (room === 'none' && !wasShown)) return stepAside();
    if (room !== 'none') lift = room;
    attach();
    wasShown = true;
    if (focused && document.activeElement === document.body) focused.focus({ preventScroll: true });
    focused = null;
    // Browsers differ in what they resize for a keyboard, so the part that it covers is measured.
    const covered = view ? box!.bottom - view.height - view.offsetTop : 0;
    // A shopper who has zoomed in scrolls the card into view themselves.
    const avoids = covered >= 1 && view?.scale === 1 && card.matches(':focus-within');
    // A pixel more, because a browser scrolls by whole pixels and may show a fraction less of the last button.
    card.style.translate = `0 ${-(avoids ? covered + 1 : lift)}px`;
    const limit = lift > 0 ? `${box!.bottom - lift - 8}px` : '';
    card.style.maxHeight = avoids ? `${view.height - 1}px` : limit;
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
