import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { isUnavailable } from '../database/errors.ts';
import { HttpProblem, type Fault } from '../http/problems.ts';

/** Answers errors as Delighted did: `{status, message}`, and at 422 `errors` by attribute. */
export function handleErrorsAsDelighted(scope: FastifyInstance): void {
  scope.setErrorHandler((error: FastifyError, request, reply) => {
    const status = statusOf(error);
    if (status >= 500) request.log.error({ err: error }, 'request failed');
    if (status === 401) reply.header('www-authenticate', 'Basic realm="Nines"');
    if (status === 503) reply.header('retry-after', '1');
    return sendError(reply, status, error instanceof HttpProblem ? error.faults : undefined);
  });
  scope.setNotFoundHandler((_, reply) => sendError(reply, 404, undefined));
}

function statusOf(error: FastifyError): number {
  if (isUnavailable(error)) return 503;
  // What cannot be read was to Delighted as invalid as what is wrong.
  const status = error.statusCode ?? 500;
  return status === 400 || status === 415 ? 422 : status;
}

function sendError(
  reply: FastifyReply,
  status: number,
  faults: readonly Fault[] | undefined,
): FastifyReply {
  const message = STATUS_CODES[status] ?? 'Error';
  const body = { status, message, ...(status === 422 && { errors: byAttribute(faults ?? []) }) };
  return reply.code(status).type('application/json; charset=utf-8').send(body);
}

function byAttribute(faults: readonly Fault[]): Record<string, string[]> {
  const errors: Record<string, string[]> = {};
  for (const { path, message } of faults) {
    const [attribute = ''] = path.split('.');
    (errors[attribute || 'base'] ??= []).push(message);
  }
  return errors;
}
