import type { FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import packageJson from '../package.json' with { type: 'json' };
import { buildApp } from './app.ts';
import { createBurstCounter } from './bursts/counter.ts';
import { StartError, type Config } from './config/config.ts';
import { defaultTimings, type Timings } from './config/timings.ts';
import { connectDatabase } from './database/pools.ts';
import { migrate } from './database/migrate.ts';
import { drain } from './http/connections.ts';
import { readAssets } from './http/assets.ts';
import { createDelightedBody } from './delighted/present.ts';
import { createWriter, liveBounds } from './ingest/writer.ts';
import { createMetrics } from './operations/metrics.ts';
import { createLog } from './operations/log.ts';
import { createWebhooks } from './webhooks/webhooks.ts';
import { createRehasher } from './customers/rehasher.ts';
import { createRecounter } from './recount/recounter.ts';
import { createRetention } from './retention/retention.ts';
import { createSegmentSlots } from './segments/slots.ts';
import { createShopDirectory } from './shops/directory.ts';
import { createKeyUse } from './shops/key-use.ts';

/** A server that listens. */
export type RunningServer = {
  url: string;
  /** Stops accepting, commits what was accepted, and closes the database. */
  stop(): Promise<void>;
};

const widgetFolder = new URL('../../widget/dist/', import.meta.url);
const dashboardFolder = new URL('../dashboard/dist/', import.meta.url);

/** Starts all parts in the order of their dependencies. Throws a `StartError`. */
export async function startServer(
  config: Config,
  timings: Timings = defaultTimings,
): Promise<RunningServer> {
  const log = createLog(config.logLevel);
  const [widgetFiles, dashboardFiles] = await Promise.all([
    readAssets(widgetFolder),
    readAssets(dashboardFolder),
  ]);
  const database = await connectDatabase(config, timings);
  /** The background jobs started so far. They are stopped together. */
  const jobs: { stop(): Promise<void> }[] = [];
  let app: FastifyInstance | undefined;
  try {
    await migrate(database.pool);
    const publicUrl = config.publicUrl ?? `http://${hostInUrl(config.host)}:${config.port}`;
    const webhooks = createWebhooks(database, log, {
      allowPrivate: config.webhooksToPrivateAddresses,
      formats: { delighted: createDelightedBody(publicUrl) },
      timings,
    });
    jobs.push(webhooks);
    await webhooks.refresh();
    const directory = createShopDirectory(database.pool, timings.directoryMs);
    const segments = createSegmentSlots(database.pool, timings.directoryMs);
    const metrics = createMetrics(packageJson.version);
    const writer = createWriter(database.writer, {
      ...liveBounds,
      segments,
      shopsWithWebhooks: webhooks.among,
      onEvents: webhooks.wake,
      onBatch: metrics.batchWritten,
    });
    const background = database.open(5, { statementTimeoutMs: 120_000 });
    const recounter = createRecounter(background, log, {
      pollMs: timings.recountPollMs,
      cacheMs: timings.directoryMs,
    });
    const rehasher = createRehasher(background, log, { pollMs: timings.recountPollMs });
    const retention = createRetention(background, log);
    const bursts = createBurstCounter(background, log, { flushMs: timings.burstFlushMs });
    const keyUse = createKeyUse(database.pool, log);
    jobs.push(recounter, rehasher, retention, keyUse, bursts);
    let draining = false;
    app = await buildApp({
      config,
      timings,
      database,
      writer,
      bursts,
      directory,
      keyUse,
      segments,
      recounter,
      rehasher,
      webhooks,
      metrics,
      log,
      publicUrl,
      widgetFiles,
      dashboardFiles,
      isDraining: () => draining,
    });
    const listening = app;
    await app.listen({ port: config.port, host: config.host }).catch((error: unknown) => {
      throw listenError(error, config);
    });
    const { port } = app.server.address() as AddressInfo;
    return {
      url: `http://${hostInUrl(config.host)}:${port}`,
      async stop() {
        draining = true;
        // In parallel, because all of it must end within one timeout.
        await Promise.all([
          stopAll(jobs),
          drain(listening, timings)
            .then(() => listening.close())
            .then(writer.drained),
        ]);
        // After the last answer. The database may be down, so it is not waited for.
        await Promise.race([bursts.flush(), sleep(burstStopMs, undefined, { ref: false })]);
        await database.close();
      },
    };
  } catch (error) {
    await Promise.all([stopAll(jobs), app?.close()]);
    await database.close();
    throw error;
  }
}

/** How long background jobs may take to stop. The next start continues what is left. */
const stopTimeoutMs = 5_000;
const burstStopMs = 1_000;

async function stopAll(jobs: readonly { stop(): Promise<void> }[]): Promise<void> {
  await Promise.race([
    Promise.allSettled(jobs.map((job) => job.stop())),
    sleep(stopTimeoutMs, undefined, { ref: false }),
  ]);
}

function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

function listenError(error: unknown, { port, host }: Config): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new StartError(`Port ${port} is taken by another program: choose one with PORT=…`);
  }
  if (code === 'EACCES')
    return new StartError(`Port ${port} needs more rights: choose one above 1023`);
  if (code === 'EADDRNOTAVAIL')
    return new StartError(`HOST: ${host} is not an address of this machine`);
  return error;
}
