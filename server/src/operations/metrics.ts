import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Figures about this process for whoever operates it; never about a shop or a person. */
export type Metrics = {
  /** A request was answered; `route` is its pattern. Milliseconds. */
  replied(method: string, route: string, status: number, milliseconds: number): void;
  /** A batch of so many rows was committed. */
  batchWritten(kind: 'answers' | 'views', rows: number): void;
  /** Adds a figure that is read when somebody asks. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void;
  /** All of it in Prometheus' text format, with its content type. */
  write(): Promise<{ type: string; text: string }>;
};

/** From 1 ms to 10 s: an answer takes some milliseconds, an import takes long. */
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
