import type { FastifyInstance } from 'fastify';
import type { Socket } from 'node:net';
import { randomUUID } from 'node:crypto';
import { documentOf, HttpProblem, titleOf } from './problem.ts';

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
 * all connections, for a timer for each request costs an answer more than its whole validation.
 *
 * A GET may have a body too. Nobody waits for that one: the reply goes without it, and only then must
 * the rest of it come in time, or the connection goes.
 *
 * Of each connection only a number is kept, and never the request: a table that lives long and points
 * at requests makes V8's minor collections carry many of them on until the next full one. So does a
 * second listener for a connection's end, as measured on Node 24: those that are gone the sweep forgets.
 */
export function cutOffSlowBodies(app: FastifyInstance): void {
  /** When the body must be there, in milliseconds of `performance.now()`; 0: nothing is awaited. */
  const deadlines = new Map<Socket, number>();
  /** Those that have their answer already: a 408 would be a second one. */
  const answered = new WeakSet<Socket>();
  app.server.on('connection', (socket) => {
    deadlines.set(socket, 0);
  });
  app.addHook('onRequest', (request, _, done) => {
    const { headers, raw } = request;
    const allowed = request.routeOptions.config?.bodyMilliseconds ?? patience.body;
    const hasBody =
      headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
    const isAwaited = hasBody && raw.method !== 'GET' && raw.method !== 'HEAD';
    // Where a request begins, the body of the one before it has come.
    const before = deadlines.get(raw.socket);
    if (before) answered.delete(raw.socket);
    if (allowed > 0 && isAwaited && !raw.readableEnded && before !== undefined) {
      deadlines.set(raw.socket, Math.round(performance.now()) + allowed);
    } else if (before) deadlines.set(raw.socket, 0);
    done();
  });
  app.addHook('preValidation', ({ raw }, _, done) => {
    if (raw.complete && deadlines.has(raw.socket)) deadlines.set(raw.socket, 0);
    done();
  });
  app.addHook('onResponse', ({ raw }, _, done) => {
    // One whose body had not come yet may dribble on: the sweep ends it.
    if (!raw.complete) {
      answered.add(raw.socket);
      if (deadlines.get(raw.socket) === 0) {
        deadlines.set(raw.socket, Math.round(performance.now()) + patience.body);
      }
    } else if (deadlines.get(raw.socket)) deadlines.set(raw.socket, 0);
    done();
  });
  const sweep = setInterval(() => {
    const now = performance.now();
    for (const [socket, deadline] of deadlines) {
      if (socket.destroyed) deadlines.delete(socket);
      if (socket.destroyed || deadline === 0 || deadline > now) continue;
      deadlines.set(socket, 0);
      if (answered.has(socket)) socket.destroy();
      else refuseUnreadable(bodyTooSlow, socket);
    }
  }, 1_000).unref();
  app.addHook('onClose', async () => clearInterval(sweep));
}

const bodyTooSlow = Object.assign(new Error('The body took too long'), {
  code: 'ERR_HTTP_REQUEST_TIMEOUT',
});

/** What Node cannot read as HTTP, or waits for too long, answered as a problem document. */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const status =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? 408
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? 431
        : 400;
  const title = titleOf(status);
  const body = JSON.stringify(documentOf(new HttpProblem(status, title), randomUUID()));
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nconnection: close\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}
