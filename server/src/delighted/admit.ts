import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Sql } from '../database/sql.ts';
import { HttpProblem } from '../http/problems.ts';
import { findShopByKey } from '../shops/keys.ts';

/**
 * Lets into this scope only requests for JSON (else 406) with a shop's secret key as the user name of
 * Basic authentication (else 401), and of each shop so many a minute (else 429).
 */
export async function admit(
  scope: FastifyInstance,
  { sql, perMinute }: { sql: Sql; perMinute: number },
): Promise<void> {
  scope.decorateRequest('shopId', 0);
  scope.addHook('onRequest', async (request) => {
    if (!wantsJson(request)) throw new HttpProblem(406, 'Only JSON is spoken here');
    const key = userName(request.headers.authorization);
    const shopId = key === undefined ? undefined : await findShopByKey(sql, 'secret', key);
    if (shopId === undefined) throw new HttpProblem(401, 'The user name is the secret key');
    request.shopId = shopId;
  });
  if (perMinute > 0) {
    await scope.register(rateLimit, {
      max: perMinute,
      timeWindow: 60_000,
      hook: 'preValidation',
      keyGenerator: (request) => String(request.shopId),
    });
  }
}

/** A path that ends in `.json` says so; otherwise the header must allow it. */
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
