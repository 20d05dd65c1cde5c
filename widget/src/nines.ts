import type { Nines, NinesOptions } from '../types/nines.d.ts';
import type { Stub } from './start.ts';

/**
 * The npm module: passes each call to `window.nines` and keeps it until the loader is there. `init`
 * fetches the loader, with the shop's live settings, from the shop's Nines server; it does the rest.
 */
export const nines = ((...call: [command: string, options?: NinesOptions]) => {
  if (typeof window === 'undefined') return;
  window.nines ??= makeStub();
  const [command, options] = call;
  if (command !== 'init' || !options) return window.nines(...(call as ['hide']));
  const endpoint = options.endpoint.replace(/\/+$/, '');
  (window.nines as Stub).options = { ...options, endpoint };
  // As a module, which `script-src` with a nonce and `strict-dynamic` or Trusted Types lets through.
  import(/* @vite-ignore */ `${endpoint}/w/${options.key}.js`).catch(() => {});
}) as Nines;

function makeStub(): Nines {
  const stub = ((...call: unknown[]) => {
    (stub.q ??= []).push(call);
  }) as Stub;
  return stub;
}
