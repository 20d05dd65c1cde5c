import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import type { ResponsesQuery } from '@nines/shared/wire/response';
import type { Sql } from '../database/connect.ts';
import { csvHead, csvLines } from './csv.ts';
import { exportResponses } from './export.ts';
import { present, type Row } from './present.ts';

/** The forms in which all responses can be had at once. */
export const exportTypes = ['text/csv', 'application/x-ndjson'] as const;
export type ExportType = (typeof exportTypes)[number];

const files = { 'text/csv': 'responses.csv', 'application/x-ndjson': 'responses.ndjson' } as const;

/** Streams all responses of a selection. A client that goes away ends the query. */
export function sendExport(
  reply: FastifyReply,
  bulk: Sql,
  opts: { shopId: number; query: ResponsesQuery; type: ExportType },
): FastifyReply {
  const { shopId, query, type } = opts;
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const batches = exportResponses(bulk, { shopId, query, gone: gone.signal });
  const text = type === 'text/csv' ? csvText(batches, query.delimiter) : ndjsonText(batches);
  return reply
    .type(`${type}; charset=utf-8`)
    .header('content-disposition', `attachment; filename="${files[type]}"`)
    .send(Readable.from(text, { objectMode: false }));
}

async function* csvText(
  batches: AsyncIterable<readonly Row[]>,
  delimiter: ResponsesQuery['delimiter'],
): AsyncGenerator<string> {
  yield csvHead(delimiter);
  for await (const rows of batches) yield csvLines(rows, delimiter);
}

async function* ndjsonText(batches: AsyncIterable<readonly Row[]>): AsyncGenerator<string> {
  for await (const rows of batches) {
    yield rows.map((row) => `${JSON.stringify(present(row))}\n`).join('');
  }
}
