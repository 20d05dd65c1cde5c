import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Database } from '../database/pools.ts';
import { requireDatabase } from '../http/errors.ts';
import type { Writer } from '../ingest/writer.ts';
import type { ShopDirectory } from '../shops/directory.ts';
import { admit } from './admit.ts';
import { handleErrorsAsDelighted } from './errors.ts';
import { metrics } from './metrics.ts';
import { readForm, timestamp } from './parameters.ts';
import type { DelightedParts } from './parts.ts';
import { delightedPeopleRoutes } from './people-routes.ts';
import { delightedResponseRoutes } from './response-routes.ts';
import { delightedErrors, metricsSchema } from './schemas.ts';
import { scopeOf } from './scope.ts';
import { suppressionRoutes } from './suppression-routes.ts';

/**
 * The REST API of Delighted (which closed on 30 June 2026), so that what was made for it works here:
 * its official clients need another host and another key. Registered with the prefix `/delighted/v1`.
 */
export async function delightedRoutes(
  app: FastifyInstance,
  opts: {
    database: Database;
    writer: Writer;
    directory: ShopDirectory;
    publicUrl: string;
    /** How many requests of one shop are answered in a minute; 0: any number. */
    perMinute: number;
  },
): Promise<void> {
  const { database, writer, publicUrl } = opts;
  const sql = database.pool;
  const parts: DelightedParts = {
    sql,
    turns: database.open(2),
    writer,
    publicUrl,
    entryOf: async (shopId) => opts.directory.findById(shopId),
  };
  handleErrorsAsDelighted(app);
  requireDatabase(app, database);
  await admit(app, { sql, perMinute: opts.perMinute });
  readBodies(app);
  await app.register(delightedResponseRoutes, parts);
  await app.register(delightedPeopleRoutes, parts);
  await app.register(suppressionRoutes, parts);

  const routes = app.withTypeProvider<ZodTypeProvider>();
  for (const suffix of ['', '.json']) {
    routes.get(
      `/metrics${suffix}`,
      {
        schema: {
          hide: suffix !== '',
          tags: ['Delighted'],
          security: [{ delighted: [] }],
          summary: 'The NPS in whole numbers',
          description:
            'Between `since` and `until`, or else of the thirty days before the newest response. `trend` is a survey’s id or a moment’s name.',
          querystring: z.looseObject({
            since: timestamp.optional(),
            until: timestamp.optional(),
            trend: z.string().optional(),
          }),
          response: { 200: metricsSchema, ...delightedErrors(422) },
        },
      },
      async ({ shopId, query: { since, until, trend } }) =>
        metrics(sql, { ...(await scopeOf(sql, shopId, trend)), since, until }),
    );
  }
}

/** Forms, and JSON of which there may be none: the Node client announces it with each DELETE. */
function readBodies(app: FastifyInstance): void {
  const readJson = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void readJson(request, body as string, done);
  });
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_, body, done) => done(null, readForm(body as string)),
  );
}
