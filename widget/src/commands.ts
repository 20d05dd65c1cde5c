import type { Nines, NinesCustomer, NinesOrder } from '../types/nines.d.ts';
import type { Asker } from './asker.ts';
import type { Context } from './context.ts';
import type { History } from './history.ts';

/** Written in by the build: whether this is the loader that knows every rule. */
declare const NINES_FULL: boolean;

/** `window.nines`: each command does its work or, when it is unknown or ill-formed, nothing. */
export function createCommands(context: Context, asker: Asker, history: History): Nines {
  const commands: Record<string, (first: never, second: never) => unknown> = {
    ...asker,
    forget: history.forget,
    identify: (customer: NinesCustomer) => (context.customer = customer),
    order: (order: NinesOrder) => (context.order = order),
    set: (properties: object) => (context.properties = { ...context.properties, ...properties }),
    moment: (name: string) => (context.moment = name),
    ...(NINES_FULL && { consent: (given: boolean) => (context.consent = given) }),
    on: (event: string, handler: (detail: unknown) => void) =>
      addEventListener(`nines:${event}`, (told) => handler((told as CustomEvent).detail)),
  };
  return ((command: string, first: never, second: never) => {
    try {
      return commands[command]?.(first, second);
    } catch {}
  }) as Nines;
}
