import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { customerKeySchema, type CustomerKey } from '@nines/shared/wire/customer';
import type { Sql } from '../database/sql.ts';
import { HttpProblem, notFound, problems } from '../http/problems.ts';
import { addCustomerSecret, findShop, type Shop } from '../shops/store.ts';
import { maxSecrets } from './identity.ts';

/**
 * `GET` and `POST /v1/shop/customer-key`: the key of the customers' hashes. `onChange` is called after a change.
 * `delayMs` is how long other processes may use the old key.
 */
export async function customerKeyRoutes(
  app: FastifyInstance,
  { sql, onChange, delayMs }: { sql: Sql; onChange: () => void; delayMs: number },
): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    '/v1/shop/customer-key',
    {
      schema: {
        tags: ['Customers'],
        summary: "How often the key of the customers' hashes was changed",
        response: { 200: customerKeySchema, ...problems(401) },
      },
    },
    async ({ shopId }) => {
      const shop = await findShop(sql, shopId);
      if (!shop) throw notFound('shop');
      return present(shop);
    },
  );

  routes.post(
    '/v1/shop/customer-key',
    {
      schema: {
        tags: ['Customers'],
        summary: "Make a new key for the customers' hashes",
        description:
          'For when the old key may be known to others. `customer` of a response is a keyed hash. New answers get hashes of the new key at once, and stored ones are made again in the background, which begins within seconds; `GET` says when that is done. Then no hash of the old key is stored or shown. Everybody is found all the while, by id, e-mail address and hash, also by one that was shown before. A hash is made by all keys one after the other, since the ids are not stored: that is possible nine times.',
        response: { 202: customerKeySchema, ...problems(401, 409) },
      },
    },
    async ({ shopId }, reply) => {
      const dueAt = new Date(Date.now() + delayMs);
      const shop = await addCustomerSecret(sql, shopId, { most: maxSecrets, dueAt });
      if (!shop) {
        throw new HttpProblem(409, `The key was changed ${maxSecrets - 1} times already`);
      }
      onChange();
      return reply.code(202).send(present(shop));
    },
  );
}

function present({ customerSecrets, rehashDueAt }: Shop): CustomerKey {
  return {
    rotations: customerSecrets.length - 1,
    maxRotations: maxSecrets - 1,
    rehashing: rehashDueAt !== null,
  };
}
