import { deviceOfBrowser } from '@nines/shared/device';
import type { LoaderSettings } from '@nines/shared/loader-settings';
import { googleConsents, listenToTcf } from './consent.ts';
import type { Context } from './context.ts';
import type { MoreFacts } from './eligibility.ts';
import type { History } from './history.ts';

/** The path of the page, with the hash when a single-page shop keeps its route there (`#/cart`, `#!cart`). */
export function readPath(): string {
  const { pathname, hash } = location;
  return pathname + (/^#[/!]/.test(hash) ? hash : '');
}

/** Whether the shopper is busy: they are typing, or the tab is hidden. */
export function isBusy(): boolean | undefined {
  return (
    document.hidden || document.activeElement?.matches('input,textarea,select,[contenteditable]')
  );
}

/** Whether Global Privacy Control is on. */
function hasPrivacyControl(): boolean {
  return !!(navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl;
}

/** Collects what the rules of the full loader need to know about the page. */
export type PageSignals = {
  /** Clears what was collected on the previous page of a single-page shop. */
  reset(): void;
  read(): MoreFacts;
  /**
   * Whether the shopper allows the survey to ask, to remember and to send: `false` when they have refused, `undefined`
   * while that is not known.
   */
  allowed(): boolean | undefined;
};

/** Starts to observe the page. Only what the settings need is observed. */
export function createPageSignals(
  settings: LoaderSettings,
  context: Context,
  history: History,
): PageSignals {
  let scrolled = 0;
  let lastScrollY = 0;
  let leaving = false;
  let hasTcf = false;
  let tcfConsent: boolean | undefined;

  if (settings.exitIntent) {
    document.documentElement.addEventListener('mouseleave', ({ clientY }) => {
      leaving ||= clientY <= 0;
    });
  }

  const readScroll = () => {
    const { scrollHeight } = document.documentElement;
    scrolled = Math.max(scrolled, ((scrollY + innerHeight) / scrollHeight) * 100);
    // Touch screens have no mouse: a fast scroll up is taken as the wish to leave.
    leaving ||= lastScrollY - scrollY > innerHeight / 2;
    lastScrollY = scrollY;
  };

  const hasConsent = () => {
    if (!settings.consent) return true;
    if (context.consent != null) return context.consent;
    hasTcf ||= listenToTcf((consent) => (tcfConsent = consent));
    const { dataLayer } = window as { dataLayer?: unknown[][] };
    return hasTcf ? tcfConsent : googleConsents(dataLayer);
  };

  const allowed = () => !(settings.globalPrivacyControl && hasPrivacyControl()) && hasConsent();

  return {
    allowed,
    reset() {
      scrolled = lastScrollY = 0;
      leaving = false;
    },
    read() {
      if (settings.scroll || settings.exitIntent) readScroll();
      return {
        now: Date.now(),
        moment: context.moment ?? 'checkout',
        address: location.href,
        // Nothing may be stored before the shopper consents, so no number is drawn before that.
        fate: settings.share && allowed() && context.test == null ? readFate(history) : 0,
        device: deviceOfBrowser(navigator.userAgent),
        language: `${context.locale ?? (document.documentElement.lang || navigator.language)}`
          .slice(0, 2)
          .toLowerCase(),
        privacy: hasPrivacyControl(),
        consent: !!hasConsent(),
        scrolled: Math.ceil(scrolled),
        leaving,
      };
    },
  };
}

/** The browser's random number from 0 to 1. It is drawn once and stored. */
function readFate(history: History): number {
  const { fate = Math.random() } = history.read();
  history.update({ fate });
  return fate;
}
