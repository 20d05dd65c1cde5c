import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { Server, type Socket } from 'node:net';
import type { Timings } from '../config/timings.ts';
import { documentOf, HttpProblem, titleOf } from './problems.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** How long the body of a request may take. 0: no limit while data arrives. */
    bodyTimeoutMs?: number;
  }
}

const sweepIntervalMs = 1_000;

/**
 * Refuses a request whose body arrives too slowly with a 408. (The HTTP server itself limits the time of
 * headers. Node's `requestTimeout` would end long imports as well.) One sweep each second looks at all
 * connections, because a timer for each request would cost more than its whole validation.
 *
 * A GET may have a body too. Nothing waits for it, so the reply is sent without it. From then on the rest
 * must arrive in time, or the connection is closed.
 *
 * Each connection is kept with a number, never with its request: a long-lived table that points at
 * requests makes V8's minor collections keep many of them until the next full one. A second listener for
 * a connection's end does the same, as measured on Node 24; so the sweep drops closed connections.
 */
export function limitBodyTime(
  app: FastifyInstance,
  { bodyTimeoutMs }: Pick<Timings, 'bodyTimeoutMs'>,
): void {
  /** When the body must have arrived, in milliseconds of `performance.now()`; 0: none is expected. */
  const deadlines = new Map<Socket, number>();
  /** Connections whose request has its reply already: a 408 would be a second one. */
  const answered = new WeakSet<Socket>();
  app.server.on('connection', (socket) => {
    deadlines.set(socket, 0);
  });
  app.addHook('onRequest', (request, _, done) => {
    const { raw } = request;
    const timeoutMs = request.routeOptions.config?.bodyTimeoutMs ?? bodyTimeoutMs;
    // A new request has begun, so the body of the one before has arrived.
    const previous = deadlines.get(raw.socket);
    if (previous) answered.delete(raw.socket);
    if (timeoutMs > 0 && waitsForBody(request) && previous !== undefined) {
      deadlines.set(raw.socket, deadlineIn(timeoutMs));
    } else if (previous) deadlines.set(raw.socket, 0);
    done();
  });
  app.addHook('preValidation', ({ raw }, _, done) => {
    if (raw.complete && deadlines.has(raw.socket)) deadlines.set(raw.socket, 0);
    done();
  });
  app.addHook('onResponse', ({ raw }, _, done) => {
    if (!raw.complete) {
      answered.add(raw.socket);
      if (deadlines.get(raw.socket) === 0) deadlines.set(raw.socket, deadlineIn(bodyTimeoutMs));
    } else if (deadlines.get(raw.socket)) deadlines.set(raw.socket, 0);
    done();
  });
  const timer = setInterval(() => endOverdue(deadlines, answered), sweepIntervalMs).unref();
  app.addHook('onClose', async () => clearInterval(timer));
}

function endOverdue(deadlines: Map<Socket, number>, answered: WeakSet<Socket>): void {
  const now = performance.now();
  for (const [socket, deadline] of deadlines) {
    if (socket.destroyed) deadlines.delete(socket);
    if (socket.destroyed || deadline === 0 || deadline > now) continue;
    deadlines.set(socket, 0);
    if (answered.has(socket)) socket.destroy();
    else refuseUnreadable(bodyTooSlow, socket);
  }
}

function deadlineIn(ms: number): number {
  return Math.round(performance.now()) + ms;
}

/** Whether the request has a body that its handler waits for and that has not been read yet. */
function waitsForBody({ headers, raw }: FastifyRequest): boolean {
  const hasBody =
    headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
  return hasBody && raw.method !== 'GET' && raw.method !== 'HEAD' && !raw.readableEnded;
}

const bodyTooSlow = Object.assign(new Error('The body took too long'), {
  code: 'ERR_HTTP_REQUEST_TIMEOUT',
});

const statuses: Record<string, number> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

/** Replies with a problem document to a request that Node cannot read as HTTP, or that is too slow. */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const status = statuses[error.code ?? ''] ?? 400;
  const title = titleOf(status);
  const body = JSON.stringify(documentOf(new HttpProblem(status, title), randomUUID()));
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nconnection: close\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}

/**
 * Drops the body of a refused request, and reads nothing more from its connection until the reply has
 * been sent. Replies leave a connection in the order of its requests, so a refusal waits behind a request
 * that waits for the database. A client that keeps sending would meanwhile fill the memory.
 */
export function pauseSocket(request: FastifyRequest, { raw }: FastifyReply): void {
  request.body = undefined;
  const { socket } = request.raw;
  socket.pause();
  raw.once('close', () => socket.resume());
}

type DrainTimings = Pick<Timings, 'drainQuietMs' | 'drainIdleMs' | 'drainEndMs'>;

/**
 * Stops accepting connections, and resolves when all are closed; at once when none is open. Each open
 * connection gets the reply to its next request, with `connection: close`, so that no client writes into
 * a connection that the server has just closed.
 */
export async function drain(
  { server }: FastifyInstance,
  { drainQuietMs, drainIdleMs, drainEndMs }: DrainTimings,
): Promise<void> {
  const startedAt = Date.now();
  let lastRequestAt = startedAt;
  server.prependListener('request', (_, response) => {
    lastRequestAt = Date.now();
    response.shouldKeepAlive = false;
  });
  const closing = setInterval(() => {
    const [age, quiet] = [Date.now() - startedAt, Date.now() - lastRequestAt];
    if (quiet > drainQuietMs || age > drainIdleMs) server.closeIdleConnections();
    if (age > drainEndMs) server.closeAllConnections();
  }, 20);
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  // Not the close of `http`: it closes idle connections at once, even when a request is on its way.
  Server.prototype.close.call(server, () => resolve());
  await closed;
  clearInterval(closing);
}
