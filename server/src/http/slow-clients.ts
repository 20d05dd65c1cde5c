import type { FastifyInstance } from 'fastify';
import type { Socket } from 'node:net';
import { titleOf, HttpProblem } from './problem.ts';
import { sendProblem } from './errors.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** How long a body may take, in milliseconds; 0: as long as it keeps coming. */
    bodyMilliseconds?: number;
  }
}

/** How long the headers of a request may take, how long its body, and how long a silence. */
export const patience = { headers: 10_000, body: 10_000, silence: 60_000 };

/**
 * Cuts off a client that dribbles its body, with a 408; the headers are the HTTP server's own to
 * time. Node's `requestTimeout` would cut off long imports as well.
 */
export function cutOffSlowBodies(app: FastifyInstance): void {
  const timers = new WeakMap<object, NodeJS.Timeout>();
  app.addHook('onRequest', (request, reply, done) => {
    const { headers, raw } = request;
    const allowed = request.routeOptions.config?.bodyMilliseconds ?? patience.body;
    const hasBody = headers['transfer-encoding'] !== undefined || headers['content-length'] !== '0';
    if (allowed > 0 && hasBody && !raw.readableEnded && raw.method !== 'GET') {
      timers.set(raw, setTimeout(cutOff, allowed));
    }
    function cutOff(): void {
      if (raw.complete || reply.sent) return;
      reply.header('connection', 'close');
      void sendProblem(request, reply, new HttpProblem(408, 'The body took too long'));
    }
    done();
  });
  app.addHook('onResponse', (request, _, done) => {
    clearTimeout(timers.get(request.raw));
    done();
  });
}

/** What Node cannot read as HTTP, or waits for too long, answered as a problem document. */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const status =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? 408
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? 431
        : 400;
  const body = JSON.stringify({ type: 'about:blank', title: titleOf(status), status });
  socket.end(
    `HTTP/1.1 ${status} ${titleOf(status)}\r\nconnection: close\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}
