import type { FastifyInstance, FastifyRequest } from 'fastify';
import { includesRole, type Role } from '@nines/shared/wire/key';
import { bearerOf, hasToken } from '../http/bearer.ts';
import type { RefuseLogin } from '../http/failures.ts';
import { HttpProblem, problems } from '../http/problems.ts';
import type { ShopDirectory } from './directory.ts';
import type { KeyUse } from './key-use.ts';

/** Who sends a request: somebody of one shop, with a role there. */
export type Identity = {
  shopId: number;
  role: Role;
  /** The secret key of the request; `null` when it came without one, as from somebody who signed in. */
  secretKey: { id: number; name: string | null } | null;
};

/** Finds out who sends a request by one kind of credentials; `undefined` when it has none such. */
export type CredentialSource = (request: FastifyRequest) => Promise<Identity | undefined>;

declare module 'fastify' {
  interface FastifyRequest extends Identity {}
  interface FastifyContextConfig {
    /** The least role that may use a private route. Default: `owner`. */
    role?: Role;
  }
}

/**
 * Requires credentials of a shop for the routes of this scope (401, or what `refuse` makes of it), with the role that
 * each route names (403). The sources are asked in their order, and the first that knows the request decides.
 * `describe` gives the description of a reply.
 */
export function requireShop(
  scope: FastifyInstance,
  sources: readonly CredentialSource[],
  {
    refuse,
    describe = problems,
  }: { refuse: RefuseLogin; describe?: (...statuses: (403 | 429)[]) => object },
): void {
  scope.decorateRequest('shopId', 0);
  scope.decorateRequest('role', 'viewer');
  scope.decorateRequest('secretKey', null);
  scope.addHook('onRoute', (route) => {
    const role = route.config?.role ?? 'owner';
    route.config = { ...route.config, role };
    const described = role === 'viewer' ? describe(429) : describe(403, 429);
    route.schema = {
      ...route.schema,
      response: { ...described, ...(route.schema?.response as object | undefined) },
    };
  });
  scope.addHook('onRequest', async (request) => {
    const identity = await identify(request, sources);
    if (!identity) {
      const problem = new HttpProblem(401, 'Send the secret key: Authorization: Bearer sk_…');
      throw await refuse(request, problem);
    }
    Object.assign(request, identity);
    requireRole(identity.role, request.routeOptions.config.role ?? 'owner');
  });
}

async function identify(
  request: FastifyRequest,
  sources: readonly CredentialSource[],
): Promise<Identity | undefined> {
  for (const source of sources) {
    const identity = await source(request);
    if (identity) return identity;
  }
  return undefined;
}

function requireRole(role: Role, needed: Role): void {
  if (includesRole(role, needed)) return;
  throw new HttpProblem(403, `This needs the role ${needed}, and yours is ${role}`);
}

/** Knows a shop's secret key, which `keyOf` finds in the request. Notes that the key is used. */
export function secretKeys(
  { directory, keyUse }: { directory: ShopDirectory; keyUse: KeyUse },
  keyOf: (request: FastifyRequest) => string | undefined = bearerOf,
): CredentialSource {
  return async (request) => {
    const key = keyOf(request);
    const found = key === undefined ? undefined : await directory.findSecret(key);
    if (!found) return undefined;
    keyUse.note(found);
    const { shopId, role, id, name } = found;
    return { shopId, role, secretKey: { id, name } };
  };
}

/**
 * Throws 401 unless the request has one of the server's `ADMIN_TOKEN`s, and always when the server has none.
 */
export async function authoriseAdmin(
  request: FastifyRequest,
  adminTokens: readonly string[],
  refuse: RefuseLogin,
): Promise<void> {
  if (hasToken(request, adminTokens)) return;
  const detail = 'Send the ADMIN_TOKEN of this server: Authorization: Bearer …';
  throw await refuse(request, new HttpProblem(401, detail));
}
