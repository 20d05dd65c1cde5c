import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isUnavailable } from '../database/errors.ts';
import { documentOf, HttpProblem } from './problems.ts';

/** Replies to every error with a problem document. Errors of the server are logged; their text is not sent. */
export function handleErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const problem = toProblem(error);
    if (problem.statusCode >= 500) request.log.error({ err: error }, 'request failed');
    return sendProblem(request, reply, problem);
  });
}

/** 404 for an address without a route. */
export function handleNotFound(app: FastifyInstance): void {
  app.setNotFoundHandler((request, reply) =>
    sendProblem(request, reply, new HttpProblem(404, 'There is nothing at this address')),
  );
}

/**
 * Refuses an address with a NUL, which no text in PostgreSQL can hold. A route's own schema is checked
 * before, because it names the field.
 */
export function refuseNul(app: FastifyInstance): void {
  app.addHook('preHandler', async (request) => {
    if (request.url.includes('%00')) throw new HttpProblem(400, 'The address holds a NUL (%00)');
  });
}

/** Replies to what Fastify refuses before it finds a route: usually an address that cannot be decoded. */
export function refuseAddress(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const { statusCode } = toProblem(error);
  void sendProblem(request, reply, new HttpProblem(statusCode, 'The address cannot be read'));
}

function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  problem: HttpProblem,
): FastifyReply {
  const { statusCode, retryAfter } = problem;
  if (statusCode === 401) reply.header('www-authenticate', 'Bearer');
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
  return reply
    .code(statusCode)
    .header('x-content-type-options', 'nosniff')
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send(documentOf(problem, request.id));
}

/** Replies 503 to every request of the scope while the database does not answer. */
export function requireDatabase(
  scope: FastifyInstance,
  database: { isAnswering(): boolean },
): void {
  scope.addHook('onRequest', async () => {
    if (!database.isAnswering()) throw unavailable();
  });
}

function unavailable(): HttpProblem {
  return new HttpProblem(503, 'The database does not answer; try again soon', { retryAfter: 1 });
}

function toProblem(error: FastifyError): HttpProblem {
  if (error instanceof HttpProblem) return error;
  const status = error.statusCode ?? 500;
  if (status >= 400 && status < 500) return new HttpProblem(status, detailOf(error));
  if (isUnavailable(error)) return unavailable();
  return new HttpProblem(500, 'The fault is ours; the request id helps us to find it');
}

/** Fastify's own refusals, in words that need no knowledge of Fastify. */
function detailOf(error: FastifyError): string {
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return 'The body is too large';
  if (error.code === 'FST_ERR_CTP_INVALID_JSON_BODY') return 'The body is not JSON';
  return error.message;
}
