import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpProblem } from './problems.ts';

/**
 * Keeps the replies of a scope out of every cache, errors too. A route that says otherwise sets its own
 * `Cache-Control`.
 */
export function keepFromCaches(scope: FastifyInstance): void {
  scope.addHook('onRequest', async (_, reply) => {
    reply.header('cache-control', 'no-store');
  });
}

/**
 * Refuses requests that another site's page makes a browser send (403). A browser adds a stored Basic password and
 * cookies to them on its own, so they would act in the owner's name. It also says where they come from: in
 * `Sec-Fetch-Site`, and in `Origin` for all that changes something. Programs send neither.
 */
export function refuseForeignPages(scope: FastifyInstance, ownOrigin: string): void {
  scope.addHook('onRequest', async (request) => {
    if (isForeign(request, ownOrigin)) {
      throw new HttpProblem(403, 'This request comes from a page of another site');
    }
  });
}

function isForeign({ headers }: FastifyRequest, ownOrigin: string): boolean {
  const { origin, 'sec-fetch-site': site } = headers;
  // Sibling hosts (`same-site`) may belong to others.
  if (site === 'cross-site' || site === 'same-site') return true;
  return origin !== undefined && origin !== ownOrigin;
}
