import type { Nines, NinesOptions } from '../types/nines.d.ts';
import type { Stub } from './start.ts';

/**
 * The npm module: passes each call to `window.nines`, which queues it until the loader has arrived.
 * `init` imports the loader, with the shop's current settings, from the Nines server.
 */
export const nines = ((...call: [command: string, options?: NinesOptions]) => {
  if (typeof window === 'undefined') return;
  window.nines ??= makeStub();
  const [command, options] = call;
  if (command !== 'init' || !options) return window.nines(...(call as ['hide']));
  const endpoint = options.endpoint.replace(/\/+$/, '');
  // For the loader an option is set when it is there, like an attribute of the tag.
  const set = Object.entries(options).filter(([, value]) => value !== false);
  (window.nines as Stub).options = { ...Object.fromEntries(set), src: `${endpoint}/w/` };
  // A module import is allowed by a policy with a nonce and `strict-dynamic`, and by Trusted Types.
  import(/* @vite-ignore */ `${endpoint}/w/${options.key}.js`).catch(() => {});
}) as Nines;

function makeStub(): Nines {
  const stub = ((...call: unknown[]) => {
    (stub.q ??= []).push(call);
  }) as Stub;
  return stub;
}
