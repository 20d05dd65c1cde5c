import rateLimit from '@fastify/rate-limit';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { STATUS_CODES } from 'node:http';
import { parse as parseQuery } from 'node:querystring';
import type { Database } from '../database/pools.ts';
import { isUnavailable } from '../database/errors.ts';
import { requireDatabase } from '../http/errors.ts';
import type { RefuseLogin } from '../http/failures.ts';
import { keepFromCaches, refuseForeignPages } from '../http/private.ts';
import { HttpProblem, type Fault } from '../http/problems.ts';
import type { Writer } from '../ingest/writer.ts';
import { requireShop, secretKeys } from '../shops/authorise.ts';
import type { ShopDirectory } from '../shops/directory.ts';
import type { KeyUse } from '../shops/key-use.ts';
import { metricsRoutes } from './metrics.ts';
import { delightedPeopleRoutes } from './people-routes.ts';
import { delightedResponseRoutes } from './response-routes.ts';
import { delightedErrors, type DelightedParts } from './schemas.ts';
import { suppressionRoutes } from './suppression-routes.ts';

/**
 * The REST API of Delighted, which closed on 30 June 2026: integrations that were made for it work here.
 * Its official clients need another host and another key. Registered with the prefix `/delighted/v1`.
 */
export async function delightedRoutes(
  app: FastifyInstance,
  opts: {
    database: Database;
    writer: Writer;
    directory: ShopDirectory;
    keyUse: KeyUse;
    publicUrl: string;
    refuse: RefuseLogin;
    onErase: () => void;
    /** The limit of requests of one shop in a minute; 0: no limit. */
    perMinute: number;
  },
): Promise<void> {
  const { database, writer, directory, publicUrl, onErase } = opts;
  const sql = database.pool;
  const locks = database.open(2);
  const parts: DelightedParts = { sql, locks, writer, directory, publicUrl, onErase };
  handleErrorsAsDelighted(app);
  keepFromCaches(app);
  refuseForeignPages(app, new URL(publicUrl).origin);
  requireDatabase(app, database);
  await checkRequests(app, opts);
  parseBodies(app);
  await app.register(delightedResponseRoutes, parts);
  await app.register(delightedPeopleRoutes, parts);
  await app.register(suppressionRoutes, parts);
  await app.register(metricsRoutes, parts);
}

/**
 * Refuses requests for anything but JSON (406), requests without a shop's secret key as the user name of
 * Basic authentication (401) or of a lesser role than the route needs (403), and more than `perMinute` requests of one shop in a minute (429).
 */
async function checkRequests(
  scope: FastifyInstance,
  opts: { directory: ShopDirectory; keyUse: KeyUse; refuse: RefuseLogin; perMinute: number },
): Promise<void> {
  const { directory, keyUse, refuse, perMinute } = opts;
  scope.addHook('onRequest', async (request) => {
    if (!wantsJson(request)) throw new HttpProblem(406, 'Only JSON is spoken here');
  });
  const keys = secretKeys({ directory, keyUse }, ({ headers }) => userName(headers.authorization));
  requireShop(scope, [keys], { refuse, describe: delightedErrors });
  if (perMinute > 0) {
    await scope.register(rateLimit, {
      max: perMinute,
      timeWindow: 60_000,
      hook: 'preValidation',
      keyGenerator: (request) => String(request.shopId),
    });
  }
}

/** Whether the path ends in `.json`, or the header `Accept` allows JSON. */
function wantsJson({ url, headers }: FastifyRequest): boolean {
  const [path = ''] = url.split('?');
  if (path.endsWith('.json')) return true;
  if (path.endsWith('.xml') || path.endsWith('.csv')) return false;
  const { accept } = headers;
  return accept === undefined || /(^|[\s,])(application\/(json|\*)|\*\/\*)/.test(accept);
}

function userName(authorization: string | undefined): string | undefined {
  const [, encoded] = /^Basic +(\S+) *$/i.exec(authorization ?? '') ?? [];
  if (encoded === undefined) return undefined;
  return Buffer.from(encoded, 'base64').toString().split(':')[0];
}

/** Accepts forms, and JSON with an empty body, which the Node client sends with each DELETE. */
function parseBodies(app: FastifyInstance): void {
  const readJson = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void readJson(request, body as string, done);
  });
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_, body, done) => done(null, parseForm(body as string)),
  );
}

/** Parses a form as Delighted did: `properties[plan]=pro` is a field of the object `properties`. */
function parseForm(body: string): Record<string, unknown> {
  const form: Record<string, unknown> = Object.create(null);
  for (const [name, value] of Object.entries(parseQuery(body))) {
    const [, outer, inner] = /^([a-z_]+)\[([^\]]+)\]$/.exec(name) ?? [];
    if (outer === undefined || inner === undefined) form[name] = value;
    else form[outer] = { ...(form[outer] as object | undefined), [inner]: value };
  }
  return form;
}

/** Replies to errors as Delighted did: `{status, message}`, and at 422 `errors` by attribute. */
function handleErrorsAsDelighted(scope: FastifyInstance): void {
  scope.setErrorHandler((error: FastifyError, request, reply) => {
    const status = statusOf(error);
    if (status >= 500) request.log.error({ err: error }, 'request failed');
    if (status === 401) reply.header('www-authenticate', 'Basic realm="Nines"');
    const retryAfter = error instanceof HttpProblem ? error.retryAfter : undefined;
    if (status === 503) reply.header('retry-after', '1');
    else if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
    return sendError(reply, status, error);
  });
  scope.setNotFoundHandler((_, reply) => sendError(reply, 404));
}

function statusOf(error: FastifyError): number {
  if (isUnavailable(error)) return 503;
  // Delighted replied 422 also to a body that it could not parse.
  const status = error.statusCode ?? 500;
  return status === 400 || status === 415 ? 422 : status;
}

function sendError(reply: FastifyReply, status: number, error?: FastifyError): FastifyReply {
  const faults = error instanceof HttpProblem ? error.faults : undefined;
  // Delighted had no roles, so none of its clients knows what a 403 means: it says which role is needed.
  const message = status === 403 && error ? error.message : (STATUS_CODES[status] ?? 'Error');
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
