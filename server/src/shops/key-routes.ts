import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  createdKeySchema,
  keySchema,
  meSchema,
  mostKeys,
  newKeySchema,
} from '@nines/shared/wire/key';
import type { Sql } from '../database/sql.ts';
import { encodeId } from '../database/ids.ts';
import { problems, HttpProblem, notFound } from '../http/problems.ts';
import { bearerOf } from '../http/bearer.ts';
import { closeKey, restoreKey } from './close-key.ts';
import { addKey, findClosedKey, listKeys } from './keys.ts';
import { findShop } from './store.ts';

const rotation =
  'To change a key, add one, put it in use, see by `lastUsedAt` that the old one is no longer used, and close that; both work meanwhile.';

const closing = `
The key no longer works (other servers of the same database may cache it for five seconds). The last key of its
kind cannot be closed, nor the last secret key of the role \`owner\` that does not expire.

A key closes the key that made it for good, and keys that were made after it within the last day. Any other
owner's key that it closes opens nothing either, but can restore itself within a day
(\`POST /v1/shop/keys/restore\`), so that one stolen key does not shut out the shop's owners. The operator of the
server closes any key for good, and makes a new one for a shop that has none left.`.trim();

type KeyParts = { sql: Sql; onChange: (shopId: number) => void };

/** The routes that tell who asks, and that list, add and close keys. */
export async function keyRoutes(app: FastifyInstance, { sql, onChange }: KeyParts): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  meRoute(app, sql);

  routes.get(
    '/v1/shop/keys',
    {
      schema: {
        tags: ['Shops'],
        summary: "The shop's keys, oldest first",
        response: { 200: z.object({ keys: z.array(keySchema) }), ...problems(401) },
      },
    },
    async (request) => ({ keys: await listKeys(sql, request.shopId) }),
  );

  routes.post(
    '/v1/shop/keys',
    {
      schema: {
        tags: ['Shops'],
        summary: 'Add a key',
        description: `${rotation} A shop has at most ${mostKeys} keys of each kind.`,
        body: newKeySchema,
        response: { 201: createdKeySchema, ...problems(400, 401, 409, 422) },
      },
    },
    async ({ shopId, body, secretKey }, reply) => {
      const key = await addKey(sql, shopId, body, secretKey?.id);
      if (!key) throw tooManyKeys();
      onChange(shopId);
      return reply.code(201).send(key);
    },
  );

  routes.delete(
    '/v1/shop/keys/:id',
    {
      schema: {
        tags: ['Shops'],
        summary: 'Close a key',
        description: closing,
        params: z.object({ id: z.string() }),
        response: { 204: z.null().describe('Closed'), ...problems(401, 404, 409) },
      },
    },
    async ({ shopId, params: { id }, secretKey }, reply) => {
      refuseClosing(await closeKey(sql, shopId, { id, closer: secretKey?.id }));
      onChange(shopId);
      return reply.code(204).send(null);
    },
  );
}

function meRoute(app: FastifyInstance, sql: Sql): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    '/v1/me',
    {
      config: { role: 'viewer' },
      schema: {
        tags: ['Shops'],
        summary: 'Which shop this is, and what one may do there',
        response: { 200: meSchema, ...problems(401) },
      },
    },
    async ({ shopId, role, secretKey }) => {
      const shop = await findShop(sql, shopId);
      if (!shop) throw notFound('shop');
      return {
        shop: { id: encodeId(shopId), name: shop.name },
        role,
        key: secretKey && { id: encodeId(secretKey.id), name: secretKey.name },
      };
    },
  );
}

/** `POST /v1/shop/keys/restore`, for a closed key itself: the other routes refuse it. */
export async function keyRestoreRoutes(
  app: FastifyInstance,
  { sql, onChange }: KeyParts,
): Promise<void> {
  app.withTypeProvider<ZodTypeProvider>().post(
    '/v1/shop/keys/restore',
    {
      schema: {
        tags: ['Shops'],
        summary: 'Restore the key of this request',
        security: [{ secretKey: [] }],
        description:
          "An owner's key that somebody else's key closed works again. It is the one thing that such a key can do, for a day.",
        response: { 204: z.null().describe('Restored'), ...problems(401) },
      },
    },
    async (request, reply) => {
      const key = bearerOf(request);
      const closed = key === undefined ? undefined : await findClosedKey(sql, key);
      if (!closed || !(await restoreKey(sql, closed.shopId, closed.id))) {
        throw new HttpProblem(401, 'Send a key that was closed within the last day');
      }
      onChange(closed.shopId);
      return reply.code(204).send(null);
    },
  );
}

export function tooManyKeys(): HttpProblem {
  return new HttpProblem(409, `A shop has at most ${mostKeys} keys of each kind: close one first`);
}

/** Throws the problem of a key that was not closed. */
export function refuseClosing(outcome: 'closed' | 'last' | 'unknown'): void {
  if (outcome === 'unknown') throw notFound('key');
  if (outcome === 'last') {
    throw new HttpProblem(
      409,
      'It is the last key of its kind, or the last of an owner that does not expire: add another one first',
    );
  }
}
