import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Readable } from 'node:stream';
import { importQuerySchema, importReportSchema } from '@nines/shared/wire/import';
import type { Sql } from '../database/connect.ts';
import { problems } from '../http/openapi.ts';
import { HttpProblem } from '../http/problem.ts';
import type { WriteForm } from '../ingest/write-form.ts';
import type { SegmentBook } from '../segments/segment-book.ts';
import type { ShopDirectory } from '../shops/directory.ts';
import { createBulkStore } from './bulk-store.ts';
import { csvRows } from './csv-rows.ts';
import { createIdMaker } from './derive-id.ts';
import { importRows } from './import-rows.ts';
import { ndjsonRows } from './ndjson-rows.ts';
import { followSettings } from './shop-settings.ts';

const description = `
CSV or NDJSON, streamed, of any length. A bad row is reported by its line and the others go in.

**When it breaks off**, send the same file again, whole: what was stored by then is \`known\` and only the
rest is \`stored\`, and so it is with a file that has grown. A row is known by its id, by its order, or
else by its content: of rows that are alike in all, as many count as stand in the file. A 503 tells how
far it came.

**CSV**: columns are known by name, in capitals or small: those of our own export, those that Delighted,
Wootric, SatisMeter, Retently, Qualtrics and forms use, or as little as \`date,score,comment\`; the reply
tells what was read from which, and \`map\` says what could not be guessed. Commas, semicolons or tabs. A date without an
offset is by the shop's clock, and without a time at noon. E-mail addresses become keyed hashes.

**NDJSON**: each line an answer as in \`POST /v1/responses\`, without the key and with \`answeredAt\`, or as
our export has it; or a view (\`"type": "view"\`) with \`viewedAt\`.

Answers of the past send no webhooks.`.trim();

/** `POST /v1/imports` */
export async function importRoutes(
  app: FastifyInstance,
  opts: {
    sql: Sql;
    bulk: Sql;
    directory: ShopDirectory;
    segments: SegmentBook;
    form: WriteForm;
  },
): Promise<void> {
  const { sql, bulk, directory, segments, form } = opts;
  app.removeAllContentTypeParsers();
  for (const type of ['text/csv', 'application/x-ndjson']) {
    app.addContentTypeParser(type, (_, payload, done) => done(null, payload));
  }

  app.withTypeProvider<ZodTypeProvider>().post(
    '/v1/imports',
    {
      bodyLimit: Number.MAX_SAFE_INTEGER,
      // As long as it keeps coming.
      config: { bodyMilliseconds: 0 },
      schema: {
        tags: ['Responses'],
        summary: 'Bring in answers of the past',
        description,
        consumes: ['text/csv', 'application/x-ndjson'],
        querystring: importQuerySchema,
        response: { 200: importReportSchema, ...problems(400, 401, 415, 422, 503) },
      },
    },
    async (request) => {
      const { query, shopId } = request;
      const body = request.body as Readable | undefined;
      if (!body) throw new HttpProblem(400, 'The body is empty');
      const dryRun = query.dryRun === 'true';
      const settings = followSettings(sql, directory, shopId, dryRun);
      const { shop } = await settings.now();
      const store = createBulkStore(bulk, { segments, form, isDry: dryRun });
      const checks = { settings, ids: createIdMaker(), query };
      if (request.headers['content-type']?.includes('ndjson')) {
        return { dryRun, ...(await importRows(ndjsonRows(body), store, checks)) };
      }
      const { columns, rows } = await csvRows(body, query, shop.timezone);
      const report = await importRows(rows, store, checks);
      return { dryRun, ...report, columns: columns.told, ignored: columns.ignored };
    },
  );
}
