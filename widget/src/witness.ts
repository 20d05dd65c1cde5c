import type { LoaderSettings } from '@nines/shared/loader-settings';
import { googleConsents, listenToTcf } from './consent.ts';
import type { Context } from './context.ts';
import type { History } from './history.ts';
import type { MoreFacts } from './more-rules.ts';

/** Sees what the further rules ask about. */
export type Witness = {
  /** Forgets what belonged to an earlier page of a single-page shop. */
  turn(): void;
  tell(): MoreFacts;
};

/** Begins to watch the page, as little of it as the settings need. */
export function createWitness(
  settings: LoaderSettings,
  context: Context,
  history: History,
): Witness {
  let scrolled = 0;
  let height = 0;
  let leaving = false;
  let tcf = false;
  let heard = false;

  if (settings.exitIntent) {
    document.documentElement.addEventListener('mouseleave', ({ clientY }) => {
      leaving ||= clientY <= 0;
    });
  }

  const look = () => {
    const { scrollHeight } = document.documentElement;
    scrolled = Math.max(scrolled, ((scrollY + innerHeight) / scrollHeight) * 100);
    // Without a mouse, to hurry back up is to look for the way out.
    leaving ||= height - scrollY > innerHeight / 2;
    height = scrollY;
  };

  const consents = () => {
    if (context.consent != null) return context.consent;
    tcf ||= listenToTcf((consent) => (heard = consent));
    const { dataLayer } = window as { dataLayer?: unknown[][] };
    return tcf ? heard : googleConsents(dataLayer);
  };

  return {
    turn() {
      scrolled = height = 0;
      leaving = false;
    },
    tell() {
      if (settings.scroll || settings.exitIntent) look();
      const consent = !settings.consent || consents();
      return {
        now: Date.now(),
        moment: context.moment ?? 'checkout',
        address: location.href,
        // Nothing is remembered, not even by chance, before the shopper lets us.
        fate: settings.share && consent ? drawFate(history) : 0,
        device: readDevice(),
        language: `${context.locale ?? (document.documentElement.lang || navigator.language)}`
          .slice(0, 2)
          .toLowerCase(),
        privacy: !!(navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl,
        consent,
        scrolled: Math.ceil(scrolled),
        leaving,
      };
    },
  };
}

/** The browser's share from 0 to 1, drawn once. */
function drawFate(history: History): number {
  const { fate = Math.random() } = history.recall();
  history.remember({ fate });
  return fate;
}

/** The class of device, as the server tells it by the User-Agent header. */
function readDevice(): string {
  const { userAgent } = navigator;
  if (/iPad|Tablet|Android(?!.*Mobile)/.test(userAgent)) return 'tablet';
  return /Mobi/.test(userAgent) ? 'phone' : 'desktop';
}
