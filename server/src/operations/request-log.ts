import type { FastifyInstance } from 'fastify';

/**
 * One line for each reply: its request id, route, status and duration. The route's pattern stands for
 * the address, since an address may carry a person's order or name; no client address, no headers.
 */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', (request, reply, done) => {
    const level = reply.statusCode >= 500 ? 'error' : reply.statusCode >= 400 ? 'info' : 'debug';
    request.log[level](
      {
        method: request.method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        milliseconds: Math.round(reply.elapsedTime),
      },
      'replied',
    );
    done();
  });
}
