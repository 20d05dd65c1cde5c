import type { FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import packageJson from '../package.json' with { type: 'json' };
import { buildApp } from './app.ts';
import { StartError, type Config } from './config.ts';
import { connectDatabase } from './database/connect.ts';
import { migrate } from './database/migrate.ts';
import { delightedBody } from './delighted/present.ts';
import { drain } from './http/drain.ts';
import { readAssets } from './http/asset-folder.ts';
import { writeForms } from './ingest/write-form.ts';
import { createWriter } from './ingest/writer.ts';
import { createMetrics } from './operations/metrics.ts';
import { createLog } from './operations/log.ts';
import { createWebhooks } from './webhooks/webhooks.ts';
import { createReroller } from './reroll/reroller.ts';
import { createRetainer } from './retention/retainer.ts';
import { createSegmentBook } from './segments/segment-book.ts';

/** A server that listens. */
export type RunningServer = {
  url: string;
  /** Stops accepting, commits what was accepted, and closes the database. */
  stop(): Promise<void>;
};

const widgetFolder = new URL('../../widget/dist/', import.meta.url);
const dashboardFolder = new URL('../dashboard/dist/', import.meta.url);

/** Starts everything, in the order in which it is needed. Throws a `StartError`. */
export async function startServer(config: Config): Promise<RunningServer> {
  const log = createLog(config.logLevel);
  const [widgetFiles, dashboardFiles] = await Promise.all([
    readAssets(widgetFolder),
    readAssets(dashboardFolder),
  ]);
  const database = await connectDatabase(config);
  /** What has been started so far, to be stopped at once with the other. */
  const jobs: { stop(): Promise<void> }[] = [];
  let app: FastifyInstance | undefined;
  try {
    await migrate(database.pool);
    const publicUrl = config.publicUrl ?? `http://${hostInUrl(config.host)}:${config.port}`;
    const webhooks = createWebhooks(database, log, {
      allowPrivate: config.webhooksToPrivateAddresses,
      publicUrl,
      bodies: { delighted: delightedBody },
    });
    jobs.push(webhooks);
    await webhooks.refresh();
    const segments = createSegmentBook(database.pool);
    const metrics = createMetrics(packageJson.version);
    const form = writeForms[config.writeForm];
    const writer = createWriter(database.writer, segments, webhooks, form, metrics);
    const reroller = createReroller(database.pool, log);
    const retainer = createRetainer(database.pool, log);
    jobs.push(reroller, retainer);
    let draining = false;
    app = await buildApp({
      config,
      database,
      writer,
      segments,
      reroller,
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
        // Beside one another, for there is one time for all of it.
        await Promise.all([
          stopAll(jobs),
          drain(listening)
            .then(() => listening.close())
            .then(writer.drained),
        ]);
        await database.close();
      },
    };
  } catch (error) {
    await Promise.all([stopAll(jobs), app?.close()]);
    await database.close();
    throw error;
  }
}

/** How long work in the background may take to end; what is left is taken up at the next start. */
const stopMilliseconds = 5_000;

async function stopAll(jobs: readonly { stop(): Promise<void> }[]): Promise<void> {
  await Promise.race([
    Promise.allSettled(jobs.map((job) => job.stop())),
    sleep(stopMilliseconds, undefined, { ref: false }),
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
