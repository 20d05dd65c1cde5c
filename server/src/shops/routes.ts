import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import {
  createdShopSchema,
  newShopSchema,
  shopPatchSchema,
  shopSchema,
} from '@nines/shared/wire/shop';
import { type Sql, inTransaction } from '../database/sql.ts';
import { problems, notFound } from '../http/problems.ts';
import { encodeId } from '../database/ids.ts';
import { askForRecount } from '../rollups/pending.ts';
import { authoriseAdmin } from './authorise.ts';
import { createShop, snippetOf } from './create.ts';
import { findPublicKey, listSigningKeys } from './keys.ts';
import { findShop, updateShop, type Shop } from './store.ts';

/** `POST /v1/shops`, for requests with the server's `ADMIN_TOKEN`. */
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

/**
 * `GET` and `PATCH /v1/shop`: the shop of the secret key. `onChange` is called after a change, and `onRecount`
 * when a recount may have been requested. `recountDelayMs` is how long other processes may use old settings.
 */
export async function shopRoutes(
  app: FastifyInstance,
  {
    sql,
    publicUrl,
    onChange,
    onRecount,
    recountDelayMs,
  }: {
    sql: Sql;
    publicUrl: string;
    onChange: () => void;
    onRecount: () => void;
    recountDelayMs: number;
  },
): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  async function present(shop: Shop | undefined) {
    if (!shop) throw notFound('shop');
    const { id, customerSecret: _, ...settings } = shop;
    const [publicKey, signingKeys] = await Promise.all([
      findPublicKey(sql, id),
      listSigningKeys(sql, id),
    ]);
    const snippet = snippetOf(publicUrl, publicKey);
    return { ...settings, id: encodeId(id), publicKey, signingKeys, snippet };
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
          'Given fields replace the stored ones; others stay. Another `timezone` moves past answers to the days of that zone; until that is done, aggregates say `recounting`.',
        body: shopPatchSchema,
        response: { 200: shopSchema, ...problems(400, 401, 422) },
      },
    },
    async (request) => {
      const { shopId, body } = request;
      const shop = await inTransaction(sql, async (transaction) => {
        if (body.timezone) await askForRecount(transaction, shopId, recountDelayMs);
        return updateShop(transaction, shopId, body);
      });
      onChange();
      onRecount();
      return present(shop);
    },
  );
}
