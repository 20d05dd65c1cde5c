import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { aggregateQuerySchema, aggregateSchema } from '@nines/shared/wire/aggregate';
import type { Sql } from '../database/connect.ts';
import { sendWithEtag } from '../http/etag.ts';
import { problems } from '../http/openapi.ts';
import { notFound } from '../http/problem.ts';
import { isRerolling } from '../reroll/pending.ts';
import { findShop } from '../shops/store.ts';
import { aggregate } from './aggregate.ts';
import { findScope } from './scope.ts';

const description = `
Counts, NPS with its interval, mean and spread: in all, for each bucket of the trend (empty ones
included) and for each value of the dimensions in \`by\`. Everything is exact from counts and rounded
once, to two decimals (response rate, shares and p-value: four). The interval is the adjusted Wald
interval (Rocks 2016).

Any dimension filters as well: \`moment=delivery\`, \`property.plan=pro\`; repeat one for alternatives. One
dimension at a time is read from counts kept ready. Two at once (two filters, or a filter on one and
\`by\` another) are counted from the responses, which takes longer the longer the period is; \`source\`
says which it was.

\`all\` instead of an id takes the shop's surveys together, if they are on one scale.`.trim();

/** `GET /v1/surveys/{id}/aggregate` */
export async function aggregateRoutes(app: FastifyInstance, { sql }: { sql: Sql }): Promise<void> {
  app.withTypeProvider<ZodTypeProvider>().get(
    '/v1/surveys/:id/aggregate',
    {
      schema: {
        tags: ['Numbers'],
        summary: 'The NPS of a period, and how sure it is',
        description,
        params: z.object({ id: z.string().describe('Of a survey, or `all`') }),
        querystring: aggregateQuerySchema,
        response: {
          200: aggregateSchema,
          304: z.null().describe('Nothing has changed since the reply with this `ETag`'),
          ...problems(401, 404, 422),
        },
      },
    },
    async (request, reply) => {
      const { shopId, query } = request;
      const { id } = request.params;
      const [shop, scope, recounting] = await Promise.all([
        findShop(sql, shopId),
        findScope(sql, shopId, id, query.scale),
        isRerolling(sql, shopId),
      ]);
      if (!shop) throw notFound('shop');
      const figures = await aggregate(sql, { shop, scope, survey: id }, query);
      return sendWithEtag(request, reply, JSON.stringify({ ...figures, recounting }));
    },
  );
}
