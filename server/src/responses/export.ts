import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ResponsesQuery } from '@nines/shared/wire/response';
import type { Sql } from '../database/sql.ts';
import type { ShopSlots } from '../http/shop-slots.ts';
import { csvHead, csvLine, ndjsonLine, type Line } from './export-lines.ts';
import { whereSelected } from './find.ts';

/** The formats of an export. */
export const exportTypes = ['text/csv', 'application/x-ndjson'] as const;
export type ExportType = (typeof exportTypes)[number];

const files = { 'text/csv': 'responses.csv', 'application/x-ndjson': 'responses.ndjson' } as const;

/**
 * How many exports may run at once, of one shop and in all. They use the pool `bulk`; its other connections are
 * for imports. Each holds a connection until its client has read everything.
 */
export const exportLimits = { ofShop: 2, ofAll: 3 };

/** What a client must read within the window of `Timings`, in bytes. About 2 kB a second is little on any line. */
const minBytes = 65_536;

/**
 * Streams all responses of a selection. The query ends when the client disconnects. The first rows are read
 * before anything is sent, so that an error until then is sent as a problem document. Throws as `whereSelected`
 * and as `ShopSlots.take`. A client that reads too slowly is cut off.
 */
export async function sendExport(
  reply: FastifyReply,
  opts: {
    bulk: Sql;
    slots: ShopSlots;
    windowMs: number;
    shop: number;
    query: ResponsesQuery;
    type: ExportType;
  },
): Promise<FastifyReply> {
  const { bulk, shop, query, type } = opts;
  const gone = new AbortController();
  const isCsv = type === 'text/csv';
  const line: Line = isCsv ? csvLine(query.delimiter) : ndjsonLine;
  const end = opts.slots.take(shop);
  const batches = withEnd(exportResponses(bulk, { shop, query, line, gone: gone.signal }), end);
  const stop = () => {
    gone.abort();
    // A reply that was never started does not close its source.
    batches.return(undefined).catch(() => {});
  };
  // Start the generator before it may be stopped: otherwise its `finally` would not run.
  const first = batches.next();
  if (reply.raw.destroyed) stop();
  else reply.raw.once('close', stop);
  const head = isCsv ? csvHead(query.delimiter) : undefined;
  const cutOff = () => {
    reply.request.log.info('an export was read too slowly');
    reply.raw.destroy();
  };
  const bytes = inTime(startingWith(head, await first, batches), opts.windowMs, cutOff);
  return reply
    .type(`${type}; charset=utf-8`)
    .header('content-disposition', `attachment; filename="${files[type]}"`)
    .send(Readable.from(bytes, { objectMode: false }));
}

async function* withEnd(batches: AsyncGenerator<Buffer>, end: () => void): AsyncGenerator<Buffer> {
  try {
    yield* batches;
  } finally {
    end();
  }
}

/** The head, the first batch, which was read already, and the other batches. */
async function* startingWith(
  head: Buffer | undefined,
  first: IteratorResult<Buffer>,
  rest: AsyncGenerator<Buffer>,
): AsyncGenerator<Buffer> {
  if (head) yield head;
  if (!first.done) yield first.value;
  yield* rest;
}

/**
 * Calls `cutOff` when the reader has taken less than `minBytes` in `windowMs`. Only the time counts in which data
 * waits for the reader, and not that in which the reader waits for the database.
 */
async function* inTime(
  chunks: AsyncIterable<Buffer>,
  windowMs: number,
  cutOff: () => void,
): AsyncGenerator<Buffer> {
  let [bytes, waitedMs] = [0, 0];
  for await (const chunk of chunks) {
    const start = performance.now();
    const timer = setTimeout(cutOff, windowMs - waitedMs).unref();
    try {
      yield chunk;
    } finally {
      clearTimeout(timer);
    }
    bytes += chunk.length;
    waitedMs += performance.now() - start;
    if (bytes >= minBytes) [bytes, waitedMs] = [0, 0];
  }
}

/** Rows in one batch. */
const batchRows = 100;
/** How long a connection may take to end a transaction in which nothing was written. */
const rollbackTimeoutMs = 2_000;

type ReservedSql = Awaited<ReturnType<Sql['reserve']>>;

/**
 * The lines of all responses that a query selects, newest first, in batches. A batch is read when the one
 * before was consumed, so a slow reader slows the query down. `gone` cancels the query, also before its first
 * row.
 */
export async function* exportResponses(
  bulk: Sql,
  opts: { shop: number; query: ResponsesQuery; line: Line; gone: AbortSignal },
): AsyncGenerator<Buffer> {
  const { shop, query, line, gone } = opts;
  const connection = await bulk.reserve();
  try {
    const sql = connection as unknown as Sql;
    // In a transaction, because its settings must not outlive it: other queries use the connection afterwards.
    await sql`begin read only`;
    // No timeout, because the reader may be slow. No sorting, because rows come in the order of the index, and
    // sorting all of them first would take disk and time.
    await sql`select set_config('statement_timeout', '0', true),
      set_config('enable_sort', 'off', true)`;
    if (gone.aborted) return;
    const search = sql`
      select ${line(sql)} from responses ${whereSelected(sql, shop, query)}
      order by answered_at desc, id desc`;
    const cancel = () => search.cancel();
    gone.addEventListener('abort', cancel, { once: true });
    try {
      for await (const rows of search.raw().cursor(batchRows)) {
        yield Buffer.concat((rows as unknown as Buffer[][]).flat());
      }
    } finally {
      gone.removeEventListener('abort', cancel);
    }
  } finally {
    await endTransaction(connection);
  }
}

/**
 * Ends the transaction and returns the connection to the pool. When the connection was lost, its cursor ended
 * as if there were no more rows, and the rollback gets no answer. Then this throws, so that the client sees an
 * incomplete export. The pool has dropped that connection already; releasing it would give it to another query.
 */
async function endTransaction(connection: ReservedSql): Promise<void> {
  const answered = await Promise.race([
    connection.unsafe('rollback').then(
      () => true,
      () => false,
    ),
    sleep(rollbackTimeoutMs, false, { ref: false }),
  ]);
  if (!answered) throw new Error('The connection of an export was lost');
  connection.release();
}
