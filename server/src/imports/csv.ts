import { parse, type CsvError, type Parser } from 'csv-parse';
import type { Readable } from 'node:stream';
import type { ImportQuery } from '@nines/shared/wire/import';
import { wrongField } from '../http/problems.ts';
import { readColumns, type Columns } from './columns.ts';
import type { ImportLine } from './import-rows.ts';
import { readRow } from './read-row.ts';

/** A row of a CSV: the line that it begins on and its cells, or why it cannot be read. */
type CsvRow = { line: number; cells: string[] } | { line: number; fault: string };

/** The length limit of one row, in characters. */
const maxRowLength = 65_536;
const delimiters = [',', ';', '\t'];

/**
 * The columns of a CSV, and its rows as they arrive. Dates without an offset are of `timezone`. Throws
 * 422 for a first line that is not a head with the needed columns.
 */
export async function csvRows(
  stream: Readable,
  query: ImportQuery,
  timezone: string,
): Promise<{ columns: Columns; rows: AsyncIterable<ImportLine> }> {
  const rows = readCsv(stream);
  const { value: head } = await rows.next();
  if (!head || 'fault' in head) throw wrongField('', 'is not a CSV with a head');
  const columns = readColumns(head.cells, query);
  return {
    columns,
    rows: toLines(rows, (cells) => readRow(cells, columns, { timezone, dates: query.dates })),
  };
}

async function* toLines(
  rows: AsyncIterable<CsvRow>,
  readCells: (cells: string[]) => unknown,
): AsyncGenerator<ImportLine> {
  for await (const row of rows) {
    yield {
      line: row.line,
      read: () => {
        if ('fault' in row) throw wrongField('', row.fault);
        return readCells(row.cells);
      },
    };
  }
}

/**
 * The rows of a CSV by RFC 4180, with the head, with or without a byte order mark. The delimiter is the
 * comma, semicolon or tab, whichever the first line has most of. Where the rest of the file cannot be
 * read, the last row is a fault.
 */
async function* readCsv(stream: Readable): AsyncGenerator<CsvRow> {
  const chunks = (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  const head = await takeFirstLine(chunks);
  const rows: CsvRow[] = [];
  let lastLine = 0;
  const parser = createParser(delimiterOf(head.toString('utf8')), (cells, line) => {
    rows.push({ line: firstLineOf(cells, line), cells });
    lastLine = line;
  });
  let fault = await write(parser, head);
  for (;;) {
    yield* rows.splice(0);
    if (fault) return yield { line: lastLine + 1, fault: messageOf(fault) };
    if (parser.writableFinished) return;
    const { value, done } = await chunks.next();
    fault = await (done ? end(parser) : write(parser, value));
  }
}

/**
 * The parser passes on each row as it reads it. Its own stream is not used: with the first fault that
 * would drop the rows in its buffer.
 */
function createParser(delimiter: string, onRow: (cells: string[], line: number) => void): Parser {
  const parser = parse({
    bom: true,
    delimiter,
    max_record_size: maxRowLength,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    on_record(record: string[], { lines }) {
      onRow(record, lines);
      return null;
    },
  });
  // `write` and `end` report each fault. Without this listener it would end the process.
  parser.on('error', () => {});
  parser.resume();
  return parser;
}

type Fault = CsvError | Error | null | undefined;

function write(parser: Parser, chunk: Buffer): Promise<Fault> {
  return new Promise((resolve) => {
    parser.write(chunk, resolve);
  });
}

function end(parser: Parser): Promise<Fault> {
  return new Promise((resolve) => {
    parser.once('error', resolve).end(() => resolve(undefined));
  });
}

/** The line that a row begins on, where `last` is the line that it ends on. */
function firstLineOf(cells: readonly string[], last: number): number {
  let breaks = 0;
  for (const cell of cells) {
    if (cell.includes('\n')) breaks += cell.split('\n').length - 1;
  }
  return last - breaks;
}

function messageOf(fault: NonNullable<Fault>): string {
  const code = 'code' in fault ? fault.code : undefined;
  if (code === 'CSV_MAX_RECORD_SIZE') {
    return `a row is longer than ${maxRowLength} characters: is a quotation mark left open? The rest was not read`;
  }
  if (code === 'CSV_QUOTE_NOT_CLOSED') {
    return 'a quotation mark is left open: the rest was not read';
  }
  return 'cannot be read as CSV: the rest was not read';
}

/** The first chunks of a stream, until the first line is complete. */
async function takeFirstLine(chunks: AsyncIterator<Buffer>): Promise<Buffer> {
  const taken: Buffer[] = [];
  for (let size = 0; size < maxRowLength;) {
    const { value, done } = await chunks.next();
    if (done) break;
    taken.push(value);
    size += value.length;
    if (value.includes(10)) break;
  }
  return Buffer.concat(taken);
}

function delimiterOf(head: string): string {
  const [line = ''] = head.split('\n', 1);
  const unquoted = line.replaceAll(/"[^"]*"/g, '');
  const counts = delimiters.map((delimiter) => unquoted.split(delimiter).length);
  return delimiters[counts.indexOf(Math.max(...counts))]!;
}
