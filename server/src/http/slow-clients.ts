import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
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
 * time. Node's `requestTimeout` would cut off long imports as well. One sweep each second looks at
 * all, for a timer for each request costs each answer more than its whole validation.
 */
export function cutOffSlowBodies(app: FastifyInstance): void {
  const open = new Map<object, { request: FastifyRequest; reply: FastifyReply; until: number }>();
  app.addHook('onRequest', (request, reply, done) => {
    const { headers, raw } = request;
    const allowed = request.routeOptions.config?.bodyMilliseconds ?? patience.body;
    const hasBody =
      headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
    if (allowed > 0 && hasBody && !raw.readableEnded) {
      open.set(raw, { request, reply, until: Date.now() + allowed });
    }
    done();
  });
  app.addHook('onResponse', (request, _, done) => {
    // One that was refused before its body had come may dribble on: the sweep ends it.
    if (request.raw.complete) open.delete(request.raw);
    done();
  });
  const sweep = setInterval(() => {
    const now = Date.now();
    for (const [raw, { request, reply, until }] of open) {
      if (until > now) continue;
      open.delete(raw);
      if (request.raw.complete) continue;
      if (reply.sent) {
        request.raw.destroy();
        continue;
      }
      reply.header('connection', 'close');
      void sendProblem(request, reply, new HttpProblem(408, 'The body took too long'));
    }
  }, 1_000).unref();
  app.addHook('onClose', async () => clearInterval(sweep));
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
