import helmet from '@fastify/helmet';
import Fastify, { LogController, type FastifyInstance } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { limits } from '@nines/shared/limits';
import packageJson from '../package.json' with { type: 'json' };
import { aggregateRoutes } from './aggregate/routes.ts';
import { badgeRoutes } from './badge/routes.ts';
import type { BurstCounter } from './bursts/counter.ts';
import { caseRoutes } from './cases/routes.ts';
import type { Config } from './config/config.ts';
import type { Timings } from './config/timings.ts';
import { customerKeyRoutes } from './customers/key-routes.ts';
import type { Rehasher } from './customers/rehasher.ts';
import { customerRoutes } from './customers/routes.ts';
import type { Database } from './database/pools.ts';
import { delightedRoutes } from './delighted/routes.ts';
import { createAssetMaker, type Asset } from './http/assets.ts';
import { pageRoutes } from './docs/page-routes.ts';
import { docsRoutes } from './docs/routes.ts';
import {
  handleErrors,
  handleNotFound,
  refuseAddress,
  refuseNul,
  requireDatabase,
} from './http/errors.ts';
import { limitBodyTime, pauseSocket, refuseUnreadable } from './http/connections.ts';
import { describeApi } from './docs/openapi.ts';
import { readJsonBodies } from './http/json-bodies.ts';
import { limitFailures, type RefuseLogin } from './http/failures.ts';
import { keepFromCaches } from './http/private.ts';
import { invalid } from './http/problems.ts';
import { proxyTrust, warnOfUntrustedProxy } from './http/forwarded.ts';
import { securityHeaders } from './http/headers.ts';
import { importRoutes } from './imports/routes.ts';
import { ingestRoutes } from './ingest/routes.ts';
import type { Writer } from './ingest/writer.ts';
import { loaderRoutes } from './loader/routes.ts';
import { dashboardRoutes } from './operations/dashboard.ts';
import { healthRoutes } from './operations/health.ts';
import { measureRequests, metricsRoutes, type Metrics } from './operations/metrics.ts';
import { logRequests } from './operations/log.ts';
import type { Recounter } from './recount/recounter.ts';
import { responseRoutes } from './responses/routes.ts';
import type { SegmentSlots } from './segments/slots.ts';
import { requireShop, secretKeys } from './shops/authorise.ts';
import type { ShopDirectory } from './shops/directory.ts';
import { keyRestoreRoutes, keyRoutes } from './shops/key-routes.ts';
import type { KeyUse } from './shops/key-use.ts';
import { operatorRoutes } from './shops/operator-routes.ts';
import { shopRoutes } from './shops/routes.ts';
import { surveyRoutes } from './surveys/routes.ts';
import { webhookRoutes } from './webhooks/routes.ts';
import type { Webhooks } from './webhooks/webhooks.ts';

/** The parts of the app. */
export type Parts = {
  config: Config;
  timings: Timings;
  database: Database;
  writer: Writer;
  bursts: BurstCounter;
  directory: ShopDirectory;
  keyUse: KeyUse;
  segments: SegmentSlots;
  recounter: Recounter;
  rehasher: Rehasher;
  webhooks: Webhooks;
  metrics: Metrics;
  log: Logger;
  /** How shoppers reach the server, without a slash at its end. */
  publicUrl: string;
  widgetFiles: ReadonlyMap<string, Asset>;
  dashboardFiles: ReadonlyMap<string, Asset>;
  isDraining: () => boolean;
};

/**
 * A shop's own server sends more requests than a shopper: its limit is this many times the limit of one
 * address.
 */
const delightedPerShop = 10;

/** The whole server, ready to listen. */
export async function buildApp(parts: Parts): Promise<FastifyInstance> {
  const { config, timings, database, directory, writer, publicUrl } = parts;
  const trusts = proxyTrust(config.trustProxy);
  const app = Fastify({
    loggerInstance: parts.log,
    // Fastify's own log lines hold addresses. `logRequests` writes others.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    trustProxy: config.trustProxy !== false && trusts,
    forceCloseConnections: 'idle',
    bodyLimit: limits.privateBodyBytes,
    http: { headersTimeout: timings.headersTimeoutMs, connectionsCheckingInterval: 1_000 },
    connectionTimeout: timings.idleTimeoutMs,
    clientErrorHandler: refuseUnreadable,
    frameworkErrors: refuseAddress,
    // A customer is named in the path, by an e-mail address of up to 254 characters. Each character may be
    // percent-encoded.
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 3 * limits.email },
  }) as unknown as FastifyInstance;
  app.setValidatorCompiler<z.ZodType>(({ schema }) => (value) => {
    const { data, error } = schema.safeParse(value);
    return error ? { error: invalid(error.issues) } : { value: data };
  });
  app.setSerializerCompiler(() => JSON.stringify);
  handleErrors(app);
  readJsonBodies(app);
  limitBodyTime(app, timings);
  app.addHook('onError', async (request, reply, error) => {
    database.noteFailure(error);
    pauseSocket(request, reply);
  });
  logRequests(app);
  warnOfUntrustedProxy(app, trusts);
  measureRequests(app, parts.metrics);
  await describeApi(app, { version: packageJson.version, publicUrl });

  await app.register(ingestRoutes, {
    directory,
    writer,
    bursts: parts.bursts,
    ownOrigin: new URL(publicUrl).origin,
    rateLimitPerMinute: config.rateLimitPerMinute,
  });
  // In a scope of its own: a hook of the whole app would also run for answers.
  await app.register((scope) => pagesAndData(scope, parts));
  return app;
}

/** All routes except those for answers and views: pages, and routes that need a key. */
async function pagesAndData(app: FastifyInstance, parts: Parts): Promise<void> {
  const { config, database, directory, keyUse, publicUrl, writer } = parts;
  const sql = database.pool;
  const makeAsset = createAssetMaker();
  await app.register(helmet, securityHeaders(publicUrl));
  handleNotFound(app);
  refuseNul(app);
  await app.register(docsRoutes);
  await app.register(pageRoutes, { publicUrl, makeAsset });
  await app.register(healthRoutes, { database, isDraining: parts.isDraining });
  registerGauges(parts);
  await app.register(metricsRoutes, { metrics: parts.metrics, tokens: config.metricsTokens });
  await app.register(loaderRoutes, { directory, files: parts.widgetFiles, makeAsset });
  await app.register(badgeRoutes, { sql, directory, makeAsset });
  await app.register(dashboardRoutes, { files: parts.dashboardFiles });
  const onChange = (shopId: number) => directory.clear(shopId);
  const { adminTokens } = config;
  const refuse = await limitFailures(app, config.rateLimitPerMinute > 0);
  await app.register(operatorRoutes, { sql, adminTokens, publicUrl, refuse, onChange });
  await app.register(keyRestoreRoutes, { sql, onChange });
  await app.register(delightedRoutes, {
    prefix: '/delighted/v1',
    database,
    writer,
    directory,
    keyUse,
    publicUrl,
    refuse,
    onErase: () => parts.segments.clear(),
    perMinute: delightedPerShop * config.rateLimitPerMinute,
  });
  await app.register((scope) => shopsOwnRoutes(scope, { ...parts, refuse }));
}

/** The routes that need a shop's secret key. */
async function shopsOwnRoutes(
  app: FastifyInstance,
  {
    config,
    timings,
    database,
    directory,
    publicUrl,
    refuse,
    ...parts
  }: Parts & {
    refuse: RefuseLogin;
  },
): Promise<void> {
  const sql = database.pool;
  // A pool of their own, because exports and imports take long and must not delay the dashboard.
  const bulk = database.open(4, { statementTimeoutMs: 120_000 });
  requireDatabase(app, database);
  keepFromCaches(app);
  requireShop(app, [secretKeys({ directory, keyUse: parts.keyUse })], { refuse });
  const settings = {
    sql,
    onChange: (shopId: number, origins?: readonly string[]) => directory.clear(shopId, origins),
    onRecount: () => parts.recounter.wake(),
    // Other processes may count by old settings until their cache expires and their queue is written.
    recountDelayMs: 2 * timings.directoryMs,
  };
  await app.register(shopRoutes, { ...settings, publicUrl });
  await app.register(keyRoutes, settings);
  await app.register(surveyRoutes, settings);
  const onErase = () => parts.segments.clear();
  await app.register(customerRoutes, { sql, onErase });
  await app.register(customerKeyRoutes, {
    sql,
    onChange() {
      directory.clear();
      parts.rehasher.wake();
    },
    delayMs: settings.recountDelayMs,
  });
  await app.register(aggregateRoutes, { sql, directory });
  await app.register(responseRoutes, { sql, bulk, exportWindowMs: timings.exportWindowMs });
  await app.register(caseRoutes, {
    sql,
    onEvents(shop) {
      if (parts.webhooks.among([shop]).length > 0) parts.webhooks.wake();
    },
  });
  await app.register(webhookRoutes, {
    sql,
    webhooks: parts.webhooks,
    allowPrivate: config.webhooksToPrivateAddresses,
  });
  await app.register(importRoutes, { sql, bulk, directory, segments: parts.segments });
}

/** Registers the gauges that are computed when metrics are read. */
function registerGauges({ metrics, writer, database, webhooks }: Parts): void {
  metrics.gauge('nines_ingest_waiting_rows', 'Rows that wait to be committed', writer.waiting);
  metrics.gauge('nines_database_up', 'Whether the database answers: 1 or 0', () =>
    Number(database.isAnswering()),
  );
  metrics.gauge(
    'nines_database_writable',
    'Whether the database takes what is new, as far as it was asked to: 1 or 0',
    () => Number(database.isTakingWrites()),
  );
  metrics.gauge(
    'nines_webhook_waiting_deliveries',
    'Deliveries that wait for their turn or their next try',
    () => webhooks.waiting().catch(() => Number.NaN),
  );
}
