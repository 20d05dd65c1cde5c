import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Sql } from '../database/connect.ts';
import { problems } from '../http/openapi.ts';
import { HttpProblem } from '../http/problem.ts';

const patience = 2_000;

/** `GET /health/live`: the process runs. `GET /health/ready`: it can take in answers. */
export async function healthRoutes(
  app: FastifyInstance,
  { sql, isDraining }: { sql: Sql; isDraining: () => boolean },
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
        summary: 'Whether answers can be taken in: 503 while draining or without a database',
        security: [],
        response: { 200: ok, ...problems(503) },
      },
    },
    async () => {
      if (isDraining()) throw new HttpProblem(503, 'This server is stopping');
      if (!(await answers(sql))) {
        throw new HttpProblem(503, 'The database does not answer', { retryAfter: 1 });
      }
      return { status: 'ok' as const };
    },
  );
}

async function answers(sql: Sql): Promise<boolean> {
  const { promise: tooLate, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, patience, false);
  try {
    return await Promise.race([sql`select 1`.then(() => true), tooLate]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
