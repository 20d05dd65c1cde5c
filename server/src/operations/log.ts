import type { FastifyInstance } from 'fastify';
import { pino, type Logger } from 'pino';
import { isUnavailable } from '../database/errors.ts';

/** The server's log: JSON lines on the standard output, without personal data. */
export function createLog(level: string): Logger {
  return pino({
    level,
    serializers: {
      // Without `detail`: PostgreSQL quotes the row in it, and with it a shopper's words.
      err: ({ name, code, message, stack }: Error & { code?: string }) => ({
        name,
        code,
        message,
        stack,
      }),
      // Fastify would log the client's address.
      req: () => undefined,
    },
  });
}

/**
 * Logs one line for each reply: request id, route, status and duration. It holds the route's pattern, not
 * the address, which may contain an order or a person's name; no client address and no headers.
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

/**
 * Keeps the process alive when a new connection to the database breaks. The driver asks for the array
 * types on each new connection and does not catch the failure; it reconnects by itself. Any other
 * unhandled rejection still ends the process.
 */
export function ignoreLostConnections(): void {
  process.on('unhandledRejection', (error) => {
    if (!isUnavailable(error)) throw error;
  });
}
