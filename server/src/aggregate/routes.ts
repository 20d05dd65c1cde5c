import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { aggregateQuerySchema, aggregateSchema } from '@nines/shared/wire/aggregate';
import type { Sql } from '../database/connect.ts';
import { problems } from '../http/openapi.ts';
import { notFound } from '../http/problem.ts';
import { findShop } from '../shops/store.ts';
import { findSurvey } from '../surveys/store.ts';
import { aggregate } from './aggregate.ts';

/** `GET /v1/surveys/{id}/aggregate` */
export async function aggregateRoutes(app: FastifyInstance, { sql }: { sql: Sql }): Promise<void> {
  app.withTypeProvider<ZodTypeProvider>().get(
    '/v1/surveys/:id/aggregate',
    {
      schema: {
        tags: ['Numbers'],
        summary: 'The NPS of a period, and how sure it is',
        description:
          'Counts, NPS with its interval, mean and spread; in all, for each bucket of the trend (empty ones included) and for each value of the dimensions asked for. Everything is exact from counts and rounded once, to two decimals (response rate and p-value: four). The interval is the adjusted Wald interval (Rocks 2016).',
        params: z.object({ id: z.string() }),
        querystring: aggregateQuerySchema,
        response: { 200: aggregateSchema, ...problems(401, 404, 422) },
      },
    },
    async (request) => {
      const [shop, survey] = await Promise.all([
        findShop(sql, request.shopId),
        findSurvey(sql, request.shopId, request.params.id),
      ]);
      if (!shop || !survey) throw notFound('survey');
      return aggregate(sql, shop, survey, request.query);
    },
  );
}
