import { BlockList } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { z } from 'zod';
import { hasToken } from '../http/bearer.ts';
import { forwardedHeaders } from '../http/forwarded.ts';
import { keepFromCaches } from '../http/private.ts';
import { HttpProblem, problems } from '../http/problems.ts';

/** Metrics of this process for its operators. None is about a shop or a person. */
export type Metrics = {
  /** Counts a reply; `route` is the route's pattern. */
  replied(method: string, route: string, status: number, milliseconds: number): void;
  /** Counts a batch that was committed. */
  batchWritten(kind: 'answers' | 'views', rows: number): void;
  /** Adds a figure that is read whenever the metrics are. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void;
  /** All figures in Prometheus' text format, with its content type. */
  write(): Promise<{ type: string; text: string }>;
};

/** In seconds: an answer takes some milliseconds, an import many seconds. */
const latencyBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const batchBuckets = [1, 2, 5, 10, 20, 50, 100, 200, 500];

export function createMetrics(version: string): Metrics {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const registers = [register];
  const requests = new Histogram({
    name: 'nines_http_request_duration_seconds',
    help: 'Requests by route and status, and how long they took',
    labelNames: ['method', 'route', 'status'],
    buckets: latencyBuckets,
    registers,
  });
  const batches = new Histogram({
    name: 'nines_ingest_batch_rows',
    help: 'Rows that were committed together',
    labelNames: ['kind'],
    buckets: batchBuckets,
    registers,
  });
  new Gauge({
    name: 'nines_build_info',
    help: 'The version that runs',
    labelNames: ['version'],
    registers,
  }).set({ version }, 1);
  return {
    replied(method, route, status, milliseconds) {
      requests.observe({ method, route, status }, milliseconds / 1000);
    },
    batchWritten(kind, rows) {
      batches.observe({ kind }, rows);
    },
    gauge(name, help, read) {
      const gauge: Gauge = new Gauge({
        name,
        help,
        registers,
        collect: async () => gauge.set(await read()),
      });
    },
    write: async () => ({ type: register.contentType, text: await register.metrics() }),
  };
}

/** Counts every reply of the app by its route's pattern, status and duration. */
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
  { metrics, tokens }: { metrics: Metrics; tokens: readonly string[] },
): Promise<void> {
  keepFromCaches(app);
  app.addHook('onRequest', async (request) => {
    if (hasToken(request, tokens) || (tokens.length === 0 && isFromThisMachine(request))) return;
    if (tokens.length > 0) {
      throw new HttpProblem(401, 'Send the METRICS_TOKEN: Authorization: Bearer …');
    }
    throw new HttpProblem(
      403,
      'Only this machine may read the metrics; set METRICS_TOKEN for others',
    );
  });
  app.get(
    '/metrics',
    {
      schema: {
        tags: ['Operations'],
        summary: 'Figures about this process, for Prometheus',
        description:
          'Requests by route and status with their latencies, rows waiting to be committed, sizes of batches, whether the database answers, deliveries that wait, and what Node tells of itself. Nothing about a shop or a person. With the `METRICS_TOKEN` of the server; where it has none, for requests from its own machine that no proxy has passed on.',
        security: [],
        response: {
          200: {
            description: 'The text format of Prometheus',
            content: { 'text/plain': { schema: z.string() } },
          },
          ...problems(401, 403),
        },
      },
    },
    async (_, reply) => {
      const { type, text } = await metrics.write();
      return reply.type(type).send(text);
    },
  );
}

const ownAddresses = new BlockList();
ownAddresses.addSubnet('127.0.0.0', 8, 'ipv4');
ownAddresses.addAddress('::1', 'ipv6');

/** Whether the request was sent on this machine. A proxy on this machine passes on requests from anywhere. */
function isFromThisMachine({ headers, socket }: FastifyRequest): boolean {
  if (forwardedHeaders.some((name) => headers[name] !== undefined)) return false;
  const address = socket.remoteAddress ?? '';
  // An IPv4 address that reaches an IPv6 socket is found as such.
  return ownAddresses.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
}
