import type { LoaderSettings } from '@nines/shared/loader-settings';
import { start } from './start.ts';

/** The server writes the shop's settings here. */
// oxlint-disable-next-line no-underscore-dangle -- the mark must occur nowhere else
declare const __NINES_SETTINGS__: LoaderSettings;

try {
  start(__NINES_SETTINGS__, document.currentScript as HTMLScriptElement | null);
} catch {
  // Whatever goes wrong here stays here: a shop's page outranks its survey.
}
