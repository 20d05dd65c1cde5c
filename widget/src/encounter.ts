import type { LoaderSettings } from '@nines/shared/loader-settings';
import type { NinesEvents } from '../types/nines.d.ts';
import type { Context } from './context.ts';
import type { History } from './history.ts';

/** All that the loader hands to the prompt it has decided to open. */
export type Encounter = {
  settings: LoaderSettings;
  /** Where Nines runs, with a slash at the end. */
  base: string;
  language: string;
  /** Live: what the shop tells later goes with the next revision. */
  context: Context;
  history: History;
  /** Whether the shop asks for it now, whatever the rules say. */
  insisted: boolean;
  emit<Name extends keyof NinesEvents>(event: Name, detail: NinesEvents[Name]): void;
};

/** What the prompt's file offers. */
export type PromptModule = {
  /**
   * Shows the prompt and returns what takes it away, or shows nothing: it may stand already, and
   * the order may turn out to have been asked about.
   */
  open(encounter: Encounter): (() => void) | undefined;
  /** Sends what earlier pages left unsent. */
  flush(base: string): void;
};
