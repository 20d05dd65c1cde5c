import type { LoaderSettings } from '@nines/shared/loader-settings';
import type { Nines, NinesCustomer, NinesOptions, NinesOrder } from '../types/nines.d.ts';
import type { Context } from './context.ts';
import { openHistory, type History } from './history.ts';
import { createPromptController, type PromptController } from './prompt-controller.ts';

/** `window.nines` before the loader has arrived: `q` holds the calls so far. The loader sets `ready`. */
export type Stub = Nines & {
  q?: (unknown[] | IArguments)[];
  ready?: boolean;
  /** Set by the npm module, which has no script tag with attributes. */
  options?: Partial<NinesOptions> & { src: string };
};

/** How often the rules are checked, in milliseconds. Polling needs no patch of the shop's functions. */
const checkIntervalMs = 250;

/** Events that the page must not get when they happen in the prompt. */
const promptEvents =
  'keydown keypress keyup mousedown pointerdown touchstart selectstart contextmenu copy paste';

/**
 * Starts Nines on this page: reads the tag, makes the calls that were queued and begins to check the
 * rules. Does nothing when the loader is included a second time.
 */
export function start(settings: LoaderSettings, script: HTMLScriptElement | null): void {
  const stub = window.nines as Stub | undefined;
  if (stub?.ready) return;
  const options = stub?.options;
  const context: Context = { ...script?.dataset, ...options };
  const history = openHistory(context.test != null);
  const base = new URL('..', (script ?? options)?.src).href;
  const controller = createPromptController({ settings, base, context, history });
  const nines = createCommands(context, controller, history);
  (nines as Stub).ready = true;
  window.nines = nines;
  for (const call of stub?.q ?? []) nines(...(call as ['hide']));
  setInterval(nines, checkIntervalMs, 'look');
  // The earlier a listener is added, the fewer of the page's get the event before it.
  for (const type of promptEvents.split(' ')) {
    addEventListener(
      type,
      (event) => (nines as (...call: unknown[]) => void)('handle', event),
      true,
    );
  }
}

/** Makes `window.nines`. A command that is unknown or has wrong arguments does nothing. */
function createCommands(context: Context, controller: PromptController, history: History): Nines {
  const commands: Record<string, (first: never, second: never) => unknown> = {
    ...controller,
    forget: history.clear,
    identify: (customer: NinesCustomer) => (context.customer = customer),
    order: (order: NinesOrder) => (context.order = order),
    set: (properties: object) => (context.properties = { ...context.properties, ...properties }),
    moment: (name: string) => (context.moment = name),
    on: (name: string, handler: (detail: unknown) => void) =>
      addEventListener(`nines:${name}`, (event) => handler((event as CustomEvent).detail)),
  };
  return ((command: string, first: never, second: never) => {
    try {
      return commands[command]?.(first, second);
    } catch {}
  }) as Nines;
}
