import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import type { ResponsesQuery } from '@nines/shared/wire/response';
import type { Sql } from '../database/sql.ts';
import { csvHead, csvLine } from './csv.ts';
import { exportResponses } from './export.ts';
import type { ExportPlaces } from './export-places.ts';
import type { Line } from './line.ts';
import { ndjsonLine } from './ndjson.ts';
import type { YoungCollector } from './young-collector.ts';

/** The forms in which all responses can be had at once. */
export const exportTypes = ['text/csv', 'application/x-ndjson'] as const;
export type ExportType = (typeof exportTypes)[number];

const files = { 'text/csv': 'responses.csv', 'application/x-ndjson': 'responses.ndjson' } as const;

/**
 * Streams all responses of a selection. A client that goes away ends the query. The first rows are
 * fetched before anything is sent, so that what fails by then can be told as a problem. Throws as
 * `exportResponses` and `ExportPlaces.take`.
 */
export async function sendExport(
  reply: FastifyReply,
  opts: {
    bulk: Sql;
    places: ExportPlaces;
    collector: YoungCollector;
    shopId: number;
    query: ResponsesQuery;
    type: ExportType;
  },
): Promise<FastifyReply> {
  const { shopId, query, type } = opts;
  const gone = new AbortController();
  const isCsv = type === 'text/csv';
  const line: Line = isCsv ? (sql) => csvLine(sql, query.delimiter) : ndjsonLine;
  const batches = inPlace(opts.places.take(shopId), () =>
    exportResponses(opts.bulk, { shopId, query, line, gone: gone.signal }),
  );
  const end = () => {
    gone.abort();
    // A reply that was never begun does not end what it would have sent.
    batches.return(undefined).catch(() => {});
  };
  // Begun before it may be ended: what never began would not give its place back.
  const first = batches.next();
  if (reply.raw.destroyed) end();
  else reply.raw.once('close', end);
  const head = isCsv ? csvHead(opts.bulk, query.delimiter) : undefined;
  const bytes = startingWith(head, await first, batches, opts.collector);
  return reply
    .type(`${type}; charset=utf-8`)
    .header('content-disposition', `attachment; filename="${files[type]}"`)
    .send(Readable.from(bytes, { objectMode: false }));
}

/** The batches; the place is given back when they end, however that is. */
async function* inPlace(
  giveBack: () => void,
  open: () => AsyncGenerator<Buffer>,
): AsyncGenerator<Buffer> {
  try {
    yield* open();
  } finally {
    giveBack();
  }
}

/** The head and the batches, of which the first was taken already. */
async function* startingWith(
  head: Buffer | undefined,
  first: IteratorResult<Buffer>,
  rest: AsyncGenerator<Buffer>,
  collector: YoungCollector,
): AsyncGenerator<Buffer> {
  if (head) yield head;
  if (!first.done) yield first.value;
  for await (const lines of rest) {
    collector.passed(lines.length);
    yield lines;
  }
}
