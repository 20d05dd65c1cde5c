import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { createdKeySchema, keySchema, newKeySchema } from '@nines/shared/wire/key';
import type { Sql } from '../database/sql.ts';
import { problems, HttpProblem, notFound } from '../http/problems.ts';
import { deleteKey, listKeys, storeNewKey } from './keys.ts';

/** The routes that list, add and close keys. To change a key, add one and close the other. */
export async function keyRoutes(
  app: FastifyInstance,
  { sql, onChange }: { sql: Sql; onChange: () => void },
): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();

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
        description:
          'To change a key, add one, put it in use, and close the old one; both work meanwhile.',
        body: newKeySchema,
        response: { 201: createdKeySchema, ...problems(400, 401, 422) },
      },
    },
    async (request, reply) => {
      const key = await storeNewKey(sql, request.shopId, request.body.kind);
      onChange();
      return reply.code(201).send(key);
    },
  );

  routes.delete(
    '/v1/shop/keys/:id',
    {
      schema: {
        tags: ['Shops'],
        summary: 'Close a key',
        description:
          'The key no longer works (other servers of the same database may cache it for five seconds). The last key of its kind cannot be closed.',
        params: z.object({ id: z.string() }),
        response: { 204: z.null().describe('Closed'), ...problems(401, 404, 409) },
      },
    },
    async (request, reply) => {
      const outcome = await deleteKey(sql, request.shopId, request.params.id);
      if (outcome === 'unknown') throw notFound('key');
      if (outcome === 'last') {
        throw new HttpProblem(409, 'It is the last key of its kind: add another one first');
      }
      onChange();
      return reply.code(204).send(null);
    },
  );
}
