/** Timeouts and intervals, in milliseconds. Tests may shorten them. */
export type Timings = {
  /** How long a process keeps a shop's settings and keys before it reads them again. */
  directoryMs: number;
  /** How often stored events are turned into deliveries, and the list of shops with webhooks is read. */
  webhookPollMs: number;
  /** How long a receiver of a webhook may take to reply. */
  webhookTimeoutMs: number;
  /** How often a process looks for jobs that others have added, or whose retry is due. */
  jobPollMs: number;
  /** How often a process looks for requested recounts. */
  recountPollMs: number;
  /** How often the counts of where answers come from are stored. */
  burstFlushMs: number;
  /** The pause between two health checks of the database. */
  healthCheckIntervalMs: number;
  /** A health check that takes longer has failed. */
  healthCheckTimeoutMs: number;
  /** The pause between two probes of a database that refused a write. */
  writeProbeIntervalMs: number;
  /** When stopping: idle connections are closed once no request has come for so long. */
  drainQuietMs: number;
  /** When stopping: idle connections are closed after so long in any case. */
  drainIdleMs: number;
  /** When stopping: all connections are closed after so long. */
  drainEndMs: number;
  /** How long the body of a request may take to arrive. */
  bodyTimeoutMs: number;
  /** How long the headers of a request may take to arrive. */
  headersTimeoutMs: number;
  /** A connection on which nothing moves for so long is closed. */
  idleTimeoutMs: number;
  /** The client of an export that takes less than 64 kB in so long is cut off. */
  exportWindowMs: number;
};

export const defaultTimings: Timings = {
  directoryMs: 5_000,
  webhookPollMs: 3_000,
  webhookTimeoutMs: 10_000,
  jobPollMs: 1_000,
  recountPollMs: 30_000,
  burstFlushMs: 30_000,
  healthCheckIntervalMs: 500,
  healthCheckTimeoutMs: 3_000,
  writeProbeIntervalMs: 1_000,
  drainQuietMs: 500,
  drainIdleMs: 4_000,
  drainEndMs: 6_000,
  bodyTimeoutMs: 10_000,
  headersTimeoutMs: 10_000,
  idleTimeoutMs: 60_000,
  exportWindowMs: 30_000,
};
