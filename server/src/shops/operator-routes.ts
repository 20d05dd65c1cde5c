import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { createdKeySchema, keySchema, newKeySchema } from '@nines/shared/wire/key';
import { createdShopSchema, newShopSchema } from '@nines/shared/wire/shop';
import { decodeId } from '../database/ids.ts';
import type { Sql } from '../database/sql.ts';
import type { RefuseLogin } from '../http/failures.ts';
import { keepFromCaches } from '../http/private.ts';
import { notFound, problems } from '../http/problems.ts';
import { authoriseAdmin } from './authorise.ts';
import { closeKey } from './close-key.ts';
import { createShop } from './create.ts';
import { refuseClosing, tooManyKeys } from './key-routes.ts';
import { addKey, listKeys } from './keys.ts';
import { findShop } from './store.ts';

type OperatorParts = {
  sql: Sql;
  adminTokens: readonly string[];
  publicUrl: string;
  refuse: RefuseLogin;
  onChange: (shopId: number) => void;
};

const shopParams = z.object({ id: z.string() });
const security = [{ adminToken: [] }];

/** The routes of the server's operator, who has the `ADMIN_TOKEN`: making shops, and the keys of any shop. */
export async function operatorRoutes(app: FastifyInstance, parts: OperatorParts): Promise<void> {
  const { sql, adminTokens, publicUrl, refuse } = parts;
  keepFromCaches(app);
  app.addHook('onRequest', async (request) => authoriseAdmin(request, adminTokens, refuse));
  app.withTypeProvider<ZodTypeProvider>().post(
    '/v1/shops',
    {
      schema: {
        tags: ['Shops'],
        summary: 'Make a shop, with its keys and a first survey',
        security,
        body: newShopSchema,
        response: { 201: createdShopSchema, ...problems(400, 401, 422, 429) },
      },
    },
    async (request, reply) => reply.code(201).send(await createShop(sql, request.body, publicUrl)),
  );
  shopKeyRoutes(app, parts);
}

/** For a shop whose keys are lost or stolen. */
function shopKeyRoutes(app: FastifyInstance, { sql, onChange }: OperatorParts): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  async function shopOf({ id }: z.infer<typeof shopParams>): Promise<number> {
    const shopId = decodeId(id);
    if (shopId === undefined || !(await findShop(sql, shopId))) throw notFound('shop');
    return shopId;
  }

  routes.get(
    '/v1/shops/:id/keys',
    {
      schema: {
        tags: ['Operations'],
        summary: "A shop's keys, oldest first",
        security,
        params: shopParams,
        response: { 200: z.object({ keys: z.array(keySchema) }), ...problems(401, 404) },
      },
    },
    async ({ params }) => ({ keys: await listKeys(sql, await shopOf(params)) }),
  );

  routes.post(
    '/v1/shops/:id/keys',
    {
      schema: {
        tags: ['Operations'],
        summary: 'Add a key to a shop',
        description: 'For a shop that has lost its keys, or whose keys were stolen.',
        security,
        params: shopParams,
        body: newKeySchema,
        response: { 201: createdKeySchema, ...problems(400, 401, 404, 409, 422) },
      },
    },
    async ({ params, body }, reply) => {
      const shopId = await shopOf(params);
      const key = await addKey(sql, shopId, body);
      if (!key) throw tooManyKeys();
      onChange(shopId);
      return reply.code(201).send(key);
    },
  );

  routes.delete(
    '/v1/shops/:id/keys/:key',
    {
      schema: {
        tags: ['Operations'],
        summary: 'Close a key of a shop for good',
        description: 'Also one that was closed already and could still restore itself.',
        security,
        params: shopParams.extend({ key: z.string() }),
        response: { 204: z.null().describe('Closed'), ...problems(401, 404, 409) },
      },
    },
    async ({ params }, reply) => {
      const shopId = await shopOf(params);
      refuseClosing(await closeKey(sql, shopId, { id: params.key, closer: undefined }));
      onChange(shopId);
      return reply.code(204).send(null);
    },
  );
}
