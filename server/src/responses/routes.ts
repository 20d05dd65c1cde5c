import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { storedResponseSchema } from '@nines/shared/wire/response';
import type { Sql } from '../database/connect.ts';
import { problems } from '../http/openapi.ts';
import { notFound } from '../http/problem.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { findResponse, listResponses } from './list.ts';

/** `GET /v1/responses` and `GET /v1/responses/{id}` */
export async function responseRoutes(app: FastifyInstance, { sql }: { sql: Sql }): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    '/v1/responses',
    {
      schema: {
        tags: ['Responses'],
        summary: 'The responses, newest first',
        querystring: z.strictObject({
          survey: z.string().optional(),
          limit: z.coerce.number().int().min(1).max(100).default(20),
          cursor: z.string().max(200).optional().describe('`next` of the page before'),
        }),
        response: {
          200: z.object({
            responses: z.array(storedResponseSchema),
            next: z.string().nullable().describe('The cursor of the next page; null on the last'),
          }),
          ...problems(401, 422),
        },
      },
    },
    async (request) => {
      const { survey, limit, cursor } = request.query;
      const after = cursor === undefined ? undefined : readCursor(cursor);
      const found = await listResponses(sql, {
        shopId: request.shopId,
        survey,
        after,
        limit: limit + 1,
      });
      const responses = found.slice(0, limit);
      const last = responses.at(-1);
      const next = found.length > limit && last ? { at: last.answeredAt, id: last.id } : undefined;
      return { responses, next: next ? writeCursor(next) : null };
    },
  );

  routes.get(
    '/v1/responses/:id',
    {
      schema: {
        tags: ['Responses'],
        summary: 'One response',
        params: z.object({ id: z.string() }),
        response: { 200: storedResponseSchema, ...problems(401, 404) },
      },
    },
    async (request) => {
      const { success, data: id } = z.uuid().safeParse(request.params.id);
      const response = success ? await findResponse(sql, request.shopId, id) : undefined;
      if (!response) throw notFound('response');
      return response;
    },
  );
}
