import type { LoaderSettings } from '@nines/shared/loader-settings';
import type { NinesEvents } from '../types/nines.d.ts';
import type { Context } from './context.ts';
import type { History } from './history.ts';

/** What the loader passes to the prompt's file. */
export type PageContext = {
  settings: LoaderSettings;
  /** The address of the Nines server, with a slash at the end. */
  base: string;
  language: string;
  /** The shop may change it at any time. Each revision of the answer reads it again. */
  context: Context;
  history: History;
};

/** What the loader passes to the prompt when it opens it. */
export type PromptContext = PageContext & {
  /** Whether the shop called `show`, so that the display rules do not count. */
  forced: boolean;
  emit<Name extends keyof NinesEvents>(event: Name, detail: NinesEvents[Name]): void;
};

/** A prompt that was opened. */
export type Prompt = {
  close(): void;
  /** Whether nothing of the page is in its way, so that it can be seen. */
  isFree(): boolean;
  /** Handles an event on the page before the page does. */
  handle(event: Event): void;
};

/** The exports of the prompt's file. */
export type PromptModule = {
  /**
   * Opens the prompt, and passes it to `onOpen`. Does nothing when one is already open, the browser is too old, or
   * the order was asked about before. Rejects, and leaves nothing on the page, when it cannot be shown.
   */
  open(promptContext: PromptContext, onOpen: (prompt: Prompt) => void): Promise<void>;
  /** Sends what earlier pages left unsent. */
  flush(pageContext: PageContext): void;
  /** Reports the order of this page, once in this browser. Returns whether the page has one. */
  reportOrder(pageContext: PageContext): boolean;
};
