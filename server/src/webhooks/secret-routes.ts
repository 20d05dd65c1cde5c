import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { changedSecretSchema } from '@nines/shared/wire/webhook';
import type { Sql } from '../database/sql.ts';
import { notFound, problems } from '../http/problems.ts';
import { changeSecret, endOldSecret } from './secrets.ts';

const params = z.object({ id: z.string() });

/** Changing the secret of a webhook, and ending the one before. */
export function secretRoutes(app: FastifyInstance, sql: Sql): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.post(
    '/v1/webhooks/:id/secret',
    {
      schema: {
        tags: ['Webhooks'],
        summary: 'Change the secret of a webhook',
        description:
          'For 24 hours each message is signed with both secrets: `webhook-signature` holds two signatures with a space between them, and a receiver needs one of them. Put the new secret into the receiver, and end the old one or wait.',
        params,
        response: { 200: changedSecretSchema, ...problems(401, 404) },
      },
    },
    async ({ shopId, params: { id } }) => {
      const changed = await changeSecret(sql, shopId, id);
      if (!changed) throw notFound('webhook');
      return changed;
    },
  );

  routes.delete(
    '/v1/webhooks/:id/old-secret',
    {
      schema: {
        tags: ['Webhooks'],
        summary: 'End the old secret of a webhook now',
        description: 'As when it has leaked. Messages are signed with the present secret only.',
        params,
        response: {
          204: z.null().describe('There is no old secret any more'),
          ...problems(401, 404),
        },
      },
    },
    async ({ shopId, params: { id } }, reply) => {
      if (!(await endOldSecret(sql, shopId, id))) throw notFound('webhook');
      return reply.code(204).send(null);
    },
  );
}
