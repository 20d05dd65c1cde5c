import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Database } from '../database/pools.ts';
import { HttpProblem, problems } from '../http/problems.ts';

/** `GET /health/live`: whether the process runs. `GET /health/ready`: whether it accepts answers. */
export async function healthRoutes(
  app: FastifyInstance,
  {
    database,
    isDraining,
  }: {
    database: Pick<Database, 'isAnswering' | 'isTakingWrites'>;
    isDraining: () => boolean;
  },
): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const ok = z.object({ status: z.literal('ok') });

  routes.get(
    '/health/live',
    {
      schema: {
        tags: ['Operations'],
        summary: 'Whether the process runs',
        security: [],
        response: { 200: ok },
      },
    },
    async () => ({ status: 'ok' as const }),
  );

  routes.get(
    '/health/ready',
    {
      schema: {
        tags: ['Operations'],
        summary:
          'Whether answers can be taken in: 503 while draining, and without a database that takes them',
        security: [],
        response: { 200: ok, ...problems(503) },
      },
    },
    async () => {
      if (isDraining()) throw new HttpProblem(503, 'This server is stopping');
      if (!database.isAnswering()) {
        throw new HttpProblem(503, 'The database does not answer', { retryAfter: 1 });
      }
      if (!database.isTakingWrites()) {
        const detail = 'The database takes nothing new: its disk is full, or it may only be read';
        throw new HttpProblem(503, detail, { retryAfter: 1 });
      }
      return { status: 'ok' as const };
    },
  );
}
