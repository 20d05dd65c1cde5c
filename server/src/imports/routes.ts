import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Readable } from 'node:stream';
import { importReportSchema } from '@nines/shared/wire/import';
import type { Sql } from '../database/connect.ts';
import { problems } from '../http/openapi.ts';
import { HttpProblem, notFound } from '../http/problem.ts';
import type { Writer } from '../ingest/writer.ts';
import type { ShopDirectory } from '../shops/directory.ts';
import { findPublicKey } from '../shops/store.ts';
import { importLines } from './import-lines.ts';

/** `POST /v1/imports` */
export async function importRoutes(
  app: FastifyInstance,
  { sql, directory, writer }: { sql: Sql; directory: ShopDirectory; writer: Writer },
): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/x-ndjson', (_, payload, done) => done(null, payload));

  app.withTypeProvider<ZodTypeProvider>().post(
    '/v1/imports',
    {
      config: { bodyMilliseconds: 0 },
      schema: {
        tags: ['Responses'],
        summary: 'Bring in answers of the past',
        description:
          'NDJSON, streamed: each line an answer as in `POST /v1/responses`, without the key and with `answeredAt`; or a view (`"type": "view"`) with `viewedAt`. A bad line is reported by its number and the others go in. Lines stored before are known by their ids, so an import that broke off is sent again.',
        consumes: ['application/x-ndjson'],
        response: { 200: importReportSchema, ...problems(400, 401, 415, 503) },
      },
    },
    async (request) => {
      if (!request.body) throw new HttpProblem(400, 'The body is empty');
      const entry = await directory.find(await findPublicKey(sql, request.shopId));
      if (!entry) throw notFound('shop');
      return importLines(request.body as Readable, entry, writer);
    },
  );
}
