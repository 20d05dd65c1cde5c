import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ResponsesQuery } from '@nines/shared/wire/response';
import type { Sql } from '../database/sql.ts';
import { HttpProblem } from '../http/problems.ts';
import { csvHead, csvLine, ndjsonLine, type Line } from './export-lines.ts';
import { whereSelected } from './find.ts';

/** The forms in which all responses can be had at once. */
export const exportTypes = ['text/csv', 'application/x-ndjson'] as const;
export type ExportType = (typeof exportTypes)[number];

const files = { 'text/csv': 'responses.csv', 'application/x-ndjson': 'responses.ndjson' } as const;

/** How many exports may run at once: of one shop, and of all. The other connections are for imports. */
const mostExports = { ofShop: 2, ofAll: 3 };
const retryAfterSeconds = 10;

/** Counts the exports that run, each of which holds a connection for as long as its reader takes. */
export type ExportLimiter = {
  /** Gives the function that ends the export. Throws 429 at the shop's limit and 503 at the limit of all. */
  start(shop: number): () => void;
};

export function createExportLimiter(): ExportLimiter {
  const running = new Map<number, number>();
  let all = 0;
  return {
    start(shop) {
      const own = running.get(shop) ?? 0;
      const retry = { retryAfter: retryAfterSeconds };
      if (own >= mostExports.ofShop) {
        const detail = `${mostExports.ofShop} exports of this shop are running; try again when one has ended`;
        throw new HttpProblem(429, detail, retry);
      }
      if (all >= mostExports.ofAll) {
        throw new HttpProblem(503, 'Too many exports at once; try again soon', retry);
      }
      running.set(shop, own + 1);
      all += 1;
      return () => {
        const left = (running.get(shop) ?? 1) - 1;
        if (left > 0) running.set(shop, left);
        else running.delete(shop);
        all -= 1;
      };
    },
  };
}

/**
 * Streams all responses of a selection. A client that disconnects ends the query. The first rows are read before
 * anything is sent, so that an error until then can be told as a problem document. Throws 422 as `whereSelected`
 * and as `ExportLimiter.start`.
 */
export async function sendExport(
  reply: FastifyReply,
  opts: {
    bulk: Sql;
    limiter: ExportLimiter;
    shop: number;
    query: ResponsesQuery;
    type: ExportType;
  },
): Promise<FastifyReply> {
  const { bulk, shop, query, type } = opts;
  const gone = new AbortController();
  const isCsv = type === 'text/csv';
  const line: Line = isCsv ? csvLine(query.delimiter) : ndjsonLine;
  const end = opts.limiter.start(shop);
  const batches = withEnd(exportResponses(bulk, { shop, query, line, gone: gone.signal }), end);
  const stop = () => {
    gone.abort();
    // A reply that never began does not end its source by itself.
    batches.return(undefined).catch(() => {});
  };
  // Begun before it may be stopped: a generator that never began runs no `finally`.
  const first = batches.next();
  if (reply.raw.destroyed) stop();
  else reply.raw.once('close', stop);
  const head = isCsv ? csvHead(query.delimiter) : undefined;
  const bytes = startingWith(head, await first, batches);
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

/** The head and the batches, of which the first was taken already. */
async function* startingWith(
  head: Buffer | undefined,
  first: IteratorResult<Buffer>,
  rest: AsyncGenerator<Buffer>,
): AsyncGenerator<Buffer> {
  if (head) yield head;
  if (!first.done) yield first.value;
  yield* rest;
}

/** Rows in one batch. */
const batchRows = 100;
/** How long a connection may take to end a transaction in which nothing was written. */
const rollbackTimeoutMs = 2_000;

type ReservedSql = Awaited<ReturnType<Sql['reserve']>>;

/**
 * All responses that a query selects, newest first, each as its line, in batches. The next batch is read when
 * the last was taken, so a slow reader sets the pace. `gone` ends the query also while it searches.
 */
export async function* exportResponses(
  bulk: Sql,
  opts: { shop: number; query: ResponsesQuery; line: Line; gone: AbortSignal },
): AsyncGenerator<Buffer> {
  const { shop, query, line, gone } = opts;
  const connection = await bulk.reserve();
  try {
    const sql = connection as unknown as Sql;
    // A transaction, so that its settings end with it: the connection serves others afterwards.
    await sql`begin read only`;
    // The reader may be slow; and rows come in the order of the index, since sorting all of them first
    // would take disk and time.
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
 * Gives the connection back. One that was lost under a slow reader ends its cursor as the last row does,
 * and answers nothing any more: then this throws, so that the export is cut off. The pool has dropped that
 * connection already; released, it would be given to the next.
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
