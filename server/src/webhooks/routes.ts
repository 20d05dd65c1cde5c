import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  createdWebhookSchema,
  deliverySchema,
  newWebhookSchema,
  type NewWebhook,
  webhookSchema,
} from '@nines/shared/wire/webhook';
import { inTransaction, type Sql } from '../database/sql.ts';
import { HttpProblem, notFound, problems, wrongField } from '../http/problems.ts';
import { readCursor, readPage } from '../http/page.ts';
import { deliveryUuid, listDeliveries } from './deliveries.ts';
import { refusalOf } from './destination.ts';
import { secretRoutes } from './secret-routes.ts';
import { deleteWebhook, hasWebhook, insertWebhook, listWebhooks, lockWebhooks } from './store.ts';
import type { Webhooks } from './webhooks.ts';

const params = z.object({ id: z.string() });
const mostWebhooks = { ofShop: 20, ofHost: 10 };
/** How many deliveries a shop may ask to send again in a minute. */
const replaysPerMinute = 120;

/** The shop's webhooks: list, add, remove; their deliveries: list, send again. */
export async function webhookRoutes(
  app: FastifyInstance,
  { sql, webhooks, allowPrivate }: { sql: Sql; webhooks: Webhooks; allowPrivate: boolean },
): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    '/v1/webhooks',
    {
      config: { role: 'member' },
      schema: {
        tags: ['Webhooks'],
        summary: "The shop's webhooks, oldest first",
        response: { 200: z.object({ webhooks: z.array(webhookSchema) }), ...problems(401) },
      },
    },
    async (request) => ({ webhooks: await listWebhooks(sql, request.shopId) }),
  );

  routes.post(
    '/v1/webhooks',
    {
      schema: {
        tags: ['Webhooks'],
        summary: 'Add a webhook',
        description:
          'From now on each event is sent to the URL, signed as standardwebhooks.com defines. A receiver must reply with a 2xx within ten seconds; otherwise the event is retried for a day, with growing delays. An event may arrive twice, with the same `webhook-id`. A shop has at most 20 webhooks, and 10 of them to one host; four of its events are sent at once. Redirects are not followed. Imports send no events.',
        body: newWebhookSchema,
        response: { 201: createdWebhookSchema, ...problems(400, 401, 409, 422) },
      },
    },
    async (request, reply) => {
      const refusal = refusalOf(new URL(request.body.url), allowPrivate);
      if (refusal) throw wrongField('url', refusal);
      await webhooks.prepare();
      const webhook = await addWebhook(sql, request.shopId, request.body);
      await webhooks.refresh();
      return reply.code(201).send(webhook);
    },
  );

  routes.delete(
    '/v1/webhooks/:id',
    {
      schema: {
        tags: ['Webhooks'],
        summary: 'Remove a webhook, and its deliveries',
        params,
        response: { 204: z.null().describe('Removed'), ...problems(401, 404) },
      },
    },
    async (request, reply) => {
      const removed = await deleteWebhook(sql, request.shopId, request.params.id);
      if (!removed) throw notFound('webhook');
      await webhooks.refresh();
      return reply.code(204).send(null);
    },
  );

  secretRoutes(app, sql);
  await app.register(async (scope) => {
    await scope.register(rateLimit, { global: false });
    deliveryRoutes(scope, sql, webhooks);
  });
}

/** Adds a webhook. Throws a 409 when the shop has as many as it may, in all or to one host. */
function addWebhook(sql: Sql, shopId: number, webhook: NewWebhook) {
  return inTransaction(sql, async (transaction) => {
    // Of several requests at the same time, each must see the webhooks of those before.
    await lockWebhooks(transaction, shopId);
    const existing = await listWebhooks(transaction, shopId);
    if (existing.length >= mostWebhooks.ofShop) {
      throw new HttpProblem(409, `A shop has at most ${mostWebhooks.ofShop} webhooks`);
    }
    const { hostname } = new URL(webhook.url);
    const toHost = existing.filter(({ url }) => new URL(url).hostname === hostname);
    if (toHost.length >= mostWebhooks.ofHost) {
      throw new HttpProblem(
        409,
        `A shop has at most ${mostWebhooks.ofHost} webhooks to one host, and ${hostname} has them`,
      );
    }
    return insertWebhook(transaction, shopId, webhook);
  });
}

function deliveryRoutes(app: FastifyInstance, sql: Sql, webhooks: Webhooks): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    '/v1/webhooks/:id/deliveries',
    {
      config: { role: 'member' },
      schema: {
        tags: ['Webhooks'],
        summary: 'What was sent to a webhook, newest first',
        description: 'Deliveries are kept for 30 days.',
        params,
        querystring: z.strictObject({
          limit: z.coerce.number().int().min(1).max(100).default(20),
          cursor: z.string().max(200).optional().describe('`next` of the page before'),
        }),
        response: {
          200: z.object({
            deliveries: z.array(deliverySchema),
            next: z.string().nullable().describe('The cursor of the next page; null on the last'),
          }),
          ...problems(401, 404, 422),
        },
      },
    },
    async (request) => {
      const { id: webhook } = request.params;
      const { shopId } = request;
      if (!(await hasWebhook(sql, shopId, webhook))) throw notFound('webhook');
      const after = readCursor(request.query.cursor);
      const { rows, next } = await readPage(
        request.query.limit,
        (limit) => listDeliveries(sql, { shopId, webhook, after, limit }),
        ({ createdAt, id }) => ({ at: createdAt, id: deliveryUuid(id)! }),
      );
      return { deliveries: rows, next };
    },
  );

  routes.post(
    '/v1/webhooks/:id/deliveries/:delivery/replay',
    {
      config: {
        // After the key was checked: it says which shop asks.
        rateLimit: {
          max: replaysPerMinute,
          timeWindow: 60_000,
          hook: 'preHandler',
          keyGenerator: (request) => String(request.shopId),
        },
      },
      schema: {
        tags: ['Webhooks'],
        summary: 'Send an event once more',
        description: `Under the same \`webhook-id\`, also when it has been delivered. At most ${replaysPerMinute} a minute.`,
        params: params.extend({ delivery: z.string() }),
        response: {
          202: z.object({ id: z.string() }).describe('It is on its way'),
          ...problems(401, 404, 429),
        },
      },
    },
    async (request, reply) => {
      const { id: webhook, delivery } = request.params;
      const id = deliveryUuid(delivery);
      const found = id && (await webhooks.replay({ shopId: request.shopId, webhook, id }));
      if (!found) throw notFound('delivery');
      return reply.code(202).send({ id: delivery });
    },
  );
}
