import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Role } from '@nines/shared/wire/key';
import { shopPatchSchema, shopSchema } from '@nines/shared/wire/shop';
import { type Sql, inTransaction } from '../database/sql.ts';
import { problems, notFound } from '../http/problems.ts';
import { encodeId } from '../database/ids.ts';
import { askForRecount } from '../rollups/pending.ts';
import { snippetOf } from './create.ts';
import { findPublicKey, listSigningKeys } from './keys.ts';
import { findShop, updateShop, type Shop } from './store.ts';

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
    onChange: (shopId: number, origins?: readonly string[]) => void;
    onRecount: () => void;
    recountDelayMs: number;
  },
): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  /** Only an owner reads the secrets that sign orders. */
  async function present(shop: Shop | undefined, role: Role) {
    if (!shop) throw notFound('shop');
    const { id, customerSecrets: _, rehashDueAt: _due, ...settings } = shop;
    const [publicKey, signingKeys] = await Promise.all([
      findPublicKey(sql, id),
      role === 'owner' ? listSigningKeys(sql, id) : [],
    ]);
    const snippet = snippetOf(publicUrl, publicKey);
    return { ...settings, id: encodeId(id), publicKey, signingKeys, snippet };
  }

  routes.get(
    '/v1/shop',
    {
      config: { role: 'viewer' },
      schema: {
        tags: ['Shops'],
        summary: "The shop's settings",
        response: { 200: shopSchema, ...problems(401) },
      },
    },
    async (request) => present(await findShop(sql, request.shopId), request.role),
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
      onChange(shopId, body.origins);
      onRecount();
      return present(shop, request.role);
    },
  );
}
