import { parse, type CsvError, type Parser } from 'csv-parse';
import type { Readable } from 'node:stream';

/** A row of a CSV: the line that it begins on and its cells, or what is wrong with it. */
export type CsvRow = { line: number; cells: string[] } | { line: number; fault: string };

/** What one row may hold, in characters. */
const longest = 65_536;
const delimiters = [',', ';', '\t'];

/**
 * The rows of a CSV by RFC 4180, the head included, with or without a byte order mark; whichever of
 * comma, semicolon and tab the first line has most of stands between the cells. Ends with a fault
 * where nothing more can be made of the file.
 */
export async function* readCsv(stream: Readable): AsyncGenerator<CsvRow> {
  const chunks = (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  const head = await takeHead(chunks);
  const rows: CsvRow[] = [];
  let lastLine = 0;
  const parser = createParser(delimiterOf(head.toString('utf8')), (cells, line) => {
    rows.push({ line: firstLineOf(cells, line), cells });
    lastLine = line;
  });
  let fault = await write(parser, head);
  for (;;) {
    yield* rows.splice(0);
    if (fault) return yield { line: lastLine + 1, fault: wordsFor(fault) };
    if (parser.writableFinished) return;
    const { value, done } = await chunks.next();
    fault = await (done ? end(parser) : write(parser, value));
  }
}

/** Gives each row as it is read: what a stream had buffered would be lost with its first fault. */
function createParser(delimiter: string, onRow: (cells: string[], line: number) => void): Parser {
  const parser = parse({
    bom: true,
    delimiter,
    max_record_size: longest,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    on_record(record: string[], { lines }) {
      onRow(record, lines);
      return null;
    },
  });
  // Each fault also comes back from the write that met it.
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

/** A row may go over several lines; `last` counts to its end. */
function firstLineOf(cells: readonly string[], last: number): number {
  let breaks = 0;
  for (const cell of cells) {
    if (cell.includes('\n')) breaks += cell.split('\n').length - 1;
  }
  return last - breaks;
}

function wordsFor(fault: NonNullable<Fault>): string {
  const code = 'code' in fault ? fault.code : undefined;
  if (code === 'CSV_MAX_RECORD_SIZE') {
    return `a row is longer than ${longest} characters: is a quotation mark left open? The rest was not read`;
  }
  if (code === 'CSV_QUOTE_NOT_CLOSED') {
    return 'a quotation mark is left open: the rest was not read';
  }
  return 'cannot be read as CSV: the rest was not read';
}

/** The beginning of a stream, up to the end of its first line at least. */
async function takeHead(chunks: AsyncIterator<Buffer>): Promise<Buffer> {
  const taken: Buffer[] = [];
  for (let size = 0; size < longest;) {
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
  const bare = line.replaceAll(/"[^"]*"/g, '');
  const counts = delimiters.map((delimiter) => bare.split(delimiter).length);
  return delimiters[counts.indexOf(Math.max(...counts))]!;
}
