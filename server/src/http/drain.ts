import type { FastifyInstance } from 'fastify';
import { Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long no request must have come before the idle connections are closed, in milliseconds. */
const quiet = 500;
/** When idle connections are closed in any case, and when all others are. */
const [lastCall, theEnd] = [4_000, 6_000];

/**
 * Stops accepting connections and lets those that are open end in peace: each gets the answer to its
 * next request, with `connection: close`, so that no client writes into a connection that we have
 * closed. Resolves when all are gone.
 */
export async function drain({ server }: FastifyInstance): Promise<void> {
  const began = Date.now();
  let last = began;
  server.prependListener('request', (_, response) => {
    last = Date.now();
    response.shouldKeepAlive = false;
  });
  let open = true;
  // Not http's own close, which closes idle connections at once, under a request on its way.
  Server.prototype.close.call(server, () => (open = false));
  while (open) {
    await sleep(20);
    const [age, silence] = [Date.now() - began, Date.now() - last];
    if (silence > quiet || age > lastCall) server.closeIdleConnections();
    if (age > theEnd) server.closeAllConnections();
  }
}
