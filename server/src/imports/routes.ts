import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Readable } from 'node:stream';
import {
  importQuerySchema,
  importReportSchema,
  type ImportQuery,
  type ImportReport,
} from '@nines/shared/wire/import';
import type { Sql } from '../database/sql.ts';
import { problems, HttpProblem } from '../http/problems.ts';
import { createShopSlots } from '../http/shop-slots.ts';
import type { SegmentSlots } from '../segments/slots.ts';
import type { ShopDirectory } from '../shops/directory.ts';
import { csvRows } from './csv.ts';
import { createIdMaker, type IdMaker, type IdMemory } from './ids.ts';
import { followSettings, importRows } from './import-rows.ts';
import { ndjsonRows } from './ndjson.ts';
import { createBulkStore, createDryStore } from './store.ts';

const description = `
CSV or NDJSON, streamed, of any length. A bad row is reported with its line and the others are stored.

**After an interruption**, send the same whole file again: rows that were stored before are counted as
\`known\`, and only new ones as \`stored\`. The same holds for a file that has grown. A row is recognised
by its id, or else by its content; rows with equal content are all kept, as many as the file
has. A 503 says how many rows were stored.

**CSV**: columns are found by name, in upper or lower case: the names of our own export, those that
Delighted, Wootric, SatisMeter, Retently, Qualtrics and forms use, or as little as \`date,score,comment\`.
The reply says what was read from which column, and \`map\` names a column that was not found. The
delimiter is a comma, a semicolon or a tab. A date without an offset is in the shop's time zone, and one
without a time is at noon. E-mail addresses become keyed hashes.

**NDJSON**: each line is an answer as in \`POST /v1/responses\`, without the key and with \`answeredAt\`, or
as our export writes it; or a view (\`"type": "view"\`) with \`viewedAt\`.

A shop may run two imports at once. Imported answers send no webhooks.`.trim();

type ImportParts = {
  sql: Sql;
  /** A pool for long work. */
  bulk: Sql;
  directory: ShopDirectory;
  segments: SegmentSlots;
};

/** `POST /v1/imports`: stores a file of past answers and views. */
export async function importRoutes(app: FastifyInstance, parts: ImportParts): Promise<void> {
  // A batch of each import waits for a connection of the pool: one shop must not queue many before another.
  const slots = createShopSlots('imports', { ofShop: 2 });
  const memory: IdMemory = { rows: 0 };
  app.removeAllContentTypeParsers();
  for (const type of ['text/csv', 'application/x-ndjson']) {
    app.addContentTypeParser(type, (_, payload, done) => done(null, payload));
  }

  app.withTypeProvider<ZodTypeProvider>().post(
    '/v1/imports',
    {
      bodyLimit: Number.MAX_SAFE_INTEGER,
      // The upload may take any time while data keeps arriving.
      config: { bodyTimeoutMs: 0 },
      schema: {
        tags: ['Responses'],
        summary: 'Bring in answers of the past',
        description,
        consumes: ['text/csv', 'application/x-ndjson'],
        querystring: importQuerySchema,
        response: { 200: importReportSchema, ...problems(400, 401, 415, 422, 429, 503) },
      },
    },
    async ({ shopId, query, headers, body }) => {
      if (!body) throw new HttpProblem(400, 'The body is empty');
      const isNdjson = headers['content-type']?.includes('ndjson') ?? false;
      const end = slots.take(shopId);
      const ids = createIdMaker(memory);
      try {
        return await importFile({ ...parts, ids }, shopId, query, {
          body: body as Readable,
          isNdjson,
        });
      } finally {
        ids.end();
        end();
      }
    },
  );
}

async function importFile(
  { sql, bulk, directory, segments, ids }: ImportParts & { ids: IdMaker },
  shopId: number,
  query: ImportQuery,
  { body, isNdjson }: { body: Readable; isNdjson: boolean },
): Promise<ImportReport> {
  const dryRun = query.dryRun === 'true';
  const settings = followSettings(sql, directory, shopId, dryRun);
  const { shop } = await settings.current();
  const store = dryRun ? createDryStore(bulk) : createBulkStore(bulk, segments);
  const checks = { settings, withSurvey: directory.withSurvey, ids, query };
  if (isNdjson) return { dryRun, ...(await importRows(ndjsonRows(body), store, checks)) };
  const { columns, rows } = await csvRows(body, query, shop.timezone);
  const report = await importRows(rows, store, checks);
  return { dryRun, ...report, columns: columns.titles, ignored: columns.ignored };
}
