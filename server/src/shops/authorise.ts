import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpProblem } from '../http/problems.ts';
import type { ShopDirectory } from './directory.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The shop of the request's secret key; on private routes only. */
    shopId: number;
  }
}

/** Requires a shop's secret key for the routes of this scope. Otherwise the reply is 401. */
export function requireShop(scope: FastifyInstance, directory: ShopDirectory): void {
  scope.decorateRequest('shopId', 0);
  scope.addHook('onRequest', async (request) => {
    request.shopId = await authoriseShop(request, directory);
  });
}

async function authoriseShop(request: FastifyRequest, directory: ShopDirectory): Promise<number> {
  const key = bearerOf(request);
  const shopId = key === undefined ? undefined : await directory.findSecret(key);
  if (shopId === undefined)
    throw new HttpProblem(401, 'Send the secret key: Authorization: Bearer sk_…');
  return shopId;
}

/** Throws 401 unless the request has the server's `ADMIN_TOKEN`, and always when the server has none. */
export function authoriseAdmin(request: FastifyRequest, adminToken: string | undefined): void {
  const given = bearerOf(request);
  if (adminToken === undefined || given === undefined || !isSame(given, adminToken)) {
    throw new HttpProblem(401, 'Send the ADMIN_TOKEN of this server: Authorization: Bearer …');
  }
}

function bearerOf({ headers }: FastifyRequest): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
}

/** Compares hashes, so that the time taken reveals nothing about the token, not even its length. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(a!, b!);
}
