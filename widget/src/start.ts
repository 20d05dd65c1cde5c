import type { LoaderSettings } from '@nines/shared/loader-settings';
import type { Nines, NinesOptions } from '../types/nines.d.ts';
import { createAsker } from './asker.ts';
import { createCommands } from './commands.ts';
import type { Context } from './context.ts';
import { openHistory } from './history.ts';

/** `window.nines` before the loader has arrived: it keeps the calls in `q`. Afterwards: `ready`. */
export type Stub = Nines & {
  q?: (unknown[] | IArguments)[];
  ready?: boolean;
  /** By the npm module, which has no tag to say it. */
  options?: NinesOptions;
};

/** How often the page is looked at, in milliseconds. Nothing of the shop's is patched to be told. */
const beat = 250;

/**
 * Sets Nines going on this page: reads the tag, takes over the calls made so far and begins to judge.
 * A second inclusion finds the first one ready and does nothing.
 */
export function start(settings: LoaderSettings, script: HTMLScriptElement | null): void {
  const early = window.nines as Stub | undefined;
  if (early?.ready) return;
  const calls = early?.q ?? [];
  const options = early?.options;
  const context: Context = { ...script?.dataset, ...options };
  const history = openHistory();
  const base = new URL('..', script?.src ?? `${options?.endpoint}/w/`).href;
  const asker = createAsker({ settings, base, context, history });
  const nines = createCommands(context, asker, history);
  (nines as Stub).ready = true;
  window.nines = nines;
  for (const call of calls) nines(...(call as ['hide']));
  if (history.unsent()) asker.flush();
  setInterval(nines, beat, 'look');
}
