import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import type { ResponsesQuery } from '@nines/shared/wire/response';
import type { Sql } from '../database/connect.ts';
import { csvHead, csvLines } from './csv.ts';
import { exportResponses } from './export.ts';
import type { ExportPlaces } from './export-places.ts';
import { present, type Row } from './present.ts';

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
    shopId: number;
    query: ResponsesQuery;
    type: ExportType;
  },
): Promise<FastifyReply> {
  const { shopId, query, type } = opts;
  const gone = new AbortController();
  const batches = inPlace(opts.places.take(shopId), () =>
    exportResponses(opts.bulk, { shopId, query, gone: gone.signal }),
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
  const begun = restarted(await first, batches);
  const text = type === 'text/csv' ? csvText(begun, query.delimiter) : ndjsonText(begun);
  return reply
    .type(`${type}; charset=utf-8`)
    .header('content-disposition', `attachment; filename="${files[type]}"`)
    .send(Readable.from(text, { objectMode: false }));
}

/** The batches; the place is given back when they end, however that is. */
async function* inPlace(
  giveBack: () => void,
  open: () => AsyncGenerator<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  try {
    yield* open();
  } finally {
    giveBack();
  }
}

/** Batches of which the first was taken already. */
async function* restarted(
  first: IteratorResult<readonly Row[]>,
  rest: AsyncGenerator<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  if (!first.done) yield first.value;
  yield* rest;
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
