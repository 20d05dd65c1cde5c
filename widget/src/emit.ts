import type { NinesEvents } from '../types/nines.d.ts';

/** Tells the page of an event, as a CustomEvent `nines:…` on `window`. */
export function emit<Name extends keyof NinesEvents>(name: Name, detail: NinesEvents[Name]): void {
  dispatchEvent(new CustomEvent(`nines:${name}`, { detail }));
}
