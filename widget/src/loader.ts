import type { LoaderSettings } from '@nines/shared/loader-settings';
import { start } from './start.ts';

/** The server replaces this name by the shop's settings. */
// oxlint-disable-next-line no-underscore-dangle -- the name must occur nowhere else in the file
declare const __NINES_SETTINGS__: LoaderSettings;

try {
  start(__NINES_SETTINGS__, document.currentScript as HTMLScriptElement | null);
} catch {
  // An error of ours must not reach the shop's page.
}
