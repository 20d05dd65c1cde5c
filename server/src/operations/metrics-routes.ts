import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Metrics } from './metrics.ts';

/** Counts every reply of the app, by its route's pattern, status and duration. */
export function measureRequests(app: FastifyInstance, metrics: Metrics): void {
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.replied(request.method, route, reply.statusCode, reply.elapsedTime);
    done();
  });
}

/** `GET /metrics`, for Prometheus. */
export async function metricsRoutes(
  app: FastifyInstance,
  { metrics }: { metrics: Metrics },
): Promise<void> {
  app.get(
    '/metrics',
    {
      schema: {
        tags: ['Operations'],
        summary: 'Figures about this process, for Prometheus',
        description:
          'Requests by route and status with their latencies, rows waiting to be committed, sizes of batches, whether the database answers, deliveries that wait, and what Node tells of itself. Nothing about a shop or a person.',
        security: [],
        response: {
          200: {
            description: 'The text format of Prometheus',
            content: { 'text/plain': { schema: z.string() } },
          },
        },
      },
    },
    async (_, reply) => {
      const { type, text } = await metrics.write();
      return reply.header('cache-control', 'no-store').type(type).send(text);
    },
  );
}
