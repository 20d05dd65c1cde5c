import accepts from '@fastify/accepts';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  responsePageSchema,
  responsesQuerySchema,
  storedResponseSchema,
  type ResponsesQuery,
} from '@nines/shared/wire/response';
import type { Sql } from '../database/sql.ts';
import { problems, HttpProblem, notFound } from '../http/problems.ts';
import { readCursor, readPage } from '../http/page.ts';
import { createShopSlots } from '../http/shop-slots.ts';
import { present } from './columns.ts';
import { exportLimits, exportTypes, sendExport, type ExportType } from './export.ts';
import { findResponse, listResponses } from './find.ts';

const description = `
Newest first, in pages; any filter of the aggregate filters here too, and \`property.NAME\` looks at any
property.

\`Accept: text/csv\` or \`application/x-ndjson\` streams all of them, without pages. The CSV is for
spreadsheets: UTF-8 with a byte order mark, and an apostrophe before what a spreadsheet would take for a
formula, at the beginning of a cell or after any comma, semicolon, bar, tab or line break in it. The
NDJSON is for programs. \`POST /v1/imports\` takes both back.

A shop may run two of them at once. Whoever takes less than 64 kB in 30 seconds is cut off, because each
holds a connection to the database.`.trim();

/** `GET /v1/responses` and `GET /v1/responses/{id}`. `bulk` is a pool for what takes long. */
export async function responseRoutes(
  app: FastifyInstance,
  { sql, bulk, exportWindowMs }: { sql: Sql; bulk: Sql; exportWindowMs: number },
): Promise<void> {
  await app.register(accepts);
  const slots = createShopSlots('exports', exportLimits);
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    '/v1/responses',
    {
      config: { role: 'member' },
      schema: {
        tags: ['Responses'],
        summary: 'The responses, newest first',
        description,
        querystring: responsesQuerySchema,
        response: { 200: responsePageSchema, ...problems(401, 406, 422, 429, 503) },
      },
    },
    async (request, reply) => {
      const { shopId, query } = request;
      const type = request.accepts().type(['application/json', ...exportTypes]);
      if (type === false) {
        throw new HttpProblem(406, 'There is application/json, text/csv and application/x-ndjson');
      }
      if (type === 'application/json') return page(sql, shopId, query);
      const windowMs = exportWindowMs;
      const opts = { bulk, slots, windowMs, shop: shopId, query, type: type as ExportType };
      return (await sendExport(reply, opts)) as never;
    },
  );

  routes.get(
    '/v1/responses/:id',
    {
      config: { role: 'member' },
      schema: {
        tags: ['Responses'],
        summary: 'One response',
        params: z.object({ id: z.string() }),
        response: { 200: storedResponseSchema, ...problems(401, 404) },
      },
    },
    async (request) => {
      const { success, data: id } = z.uuid().safeParse(request.params.id);
      const response = success ? await findResponse(sql, request.shopId, id) : undefined;
      if (!response) throw notFound('response');
      return present(response);
    },
  );
}

async function page(
  sql: Sql,
  shopId: number,
  query: ResponsesQuery,
): Promise<z.infer<typeof responsePageSchema>> {
  const after = readCursor(query.cursor);
  const { rows, next } = await readPage(
    query.limit,
    (limit) => listResponses(sql, { shop: shopId, query, after, limit }),
    ({ answeredAt: at, id }) => ({ at, id }),
  );
  return { responses: rows.map(present), next };
}
