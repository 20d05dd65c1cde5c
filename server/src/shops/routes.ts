import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import {
  createdShopSchema,
  newShopSchema,
  shopPatchSchema,
  shopSchema,
} from '@nines/shared/wire/shop';
import { inTransaction, type Sql } from '../database/sql.ts';
import { notFound, problems } from '../http/problems.ts';
import { encodeId } from '../database/ids.ts';
import { askReroll } from '../reroll/ask-reroll.ts';
import type { Reroller } from '../reroll/reroller.ts';
import { authoriseAdmin } from './authorise.ts';
import { createShop } from './create.ts';
import type { ShopDirectory } from './directory.ts';
import { snippetOf } from './snippet.ts';
import { findPublicKey, findShop, updateShop, type Shop } from './store.ts';
import { databaseTimeZone } from './time-zone.ts';

/** `POST /v1/shops`, for whoever holds the server's `ADMIN_TOKEN`. */
export async function shopCreationRoutes(
  app: FastifyInstance,
  { sql, adminToken, publicUrl }: { sql: Sql; adminToken: string | undefined; publicUrl: string },
): Promise<void> {
  app.withTypeProvider<ZodTypeProvider>().post(
    '/v1/shops',
    {
      onRequest: async (request) => authoriseAdmin(request, adminToken),
      schema: {
        tags: ['Shops'],
        summary: 'Make a shop, with its keys and a first survey',
        security: [{ adminToken: [] }],
        body: newShopSchema,
        response: { 201: createdShopSchema, ...problems(400, 401, 422) },
      },
    },
    async (request, reply) => reply.code(201).send(await createShop(sql, request.body, publicUrl)),
  );
}

/** `GET` and `PATCH /v1/shop`: the shop of the secret key. */
export async function shopRoutes(
  app: FastifyInstance,
  {
    sql,
    directory,
    reroller,
    publicUrl,
  }: { sql: Sql; directory: ShopDirectory; reroller: Reroller; publicUrl: string },
): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  async function present(shop: Shop | undefined) {
    if (!shop) throw notFound('shop');
    const { id, customerSecret: _, ...settings } = shop;
    const publicKey = await findPublicKey(sql, id);
    return { ...settings, id: encodeId(id), publicKey, snippet: snippetOf(publicUrl, publicKey) };
  }

  routes.get(
    '/v1/shop',
    {
      schema: {
        tags: ['Shops'],
        summary: "The shop's settings",
        response: { 200: shopSchema, ...problems(401) },
      },
    },
    async (request) => present(await findShop(sql, request.shopId)),
  );

  routes.patch(
    '/v1/shop',
    {
      schema: {
        tags: ['Shops'],
        summary: "Change some of the shop's settings",
        description:
          'What is left out stays. Another `timezone` moves answers of the past to the days of that zone; until that is done, aggregates say `recounting`.',
        body: shopPatchSchema,
        response: { 200: shopSchema, ...problems(400, 401, 422) },
      },
    },
    async (request) => {
      const shop = await inTransaction(sql, async (transaction) => {
        const { timezone: wanted, ...others } = request.body;
        if (wanted === undefined) return updateShop(transaction, request.shopId, others);
        const timezone = await databaseTimeZone(transaction, wanted);
        await askReroll(transaction, request.shopId);
        return updateShop(transaction, request.shopId, { ...others, timezone });
      });
      directory.forget();
      reroller.wake();
      return present(shop);
    },
  );
}
