import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import { wrongField } from '../http/problems.ts';
import type { ImportLine } from './import-rows.ts';

/** The length limit of a line in bytes: four times that of an answer. */
const maxLineBytes = 65_536;

/** A line of a file: its number from 1 and its text, or why it cannot be read. */
type Line = { number: number; text: string } | { number: number; fault: string };

/** The rows of an NDJSON stream as they arrive. Empty lines are left out. */
export async function* ndjsonRows(stream: Readable): AsyncGenerator<ImportLine> {
  for await (const line of readLines(stream)) {
    if ('text' in line && line.text.trim() === '') continue;
    yield {
      line: line.number,
      read: () => {
        if ('fault' in line) throw wrongField('', line.fault);
        return readJson(line.text);
      },
    };
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw wrongField('', 'is not JSON');
  }
}

/** The lines of a stream. A line that is too long becomes a fault and is not kept in memory. */
async function* readLines(stream: Readable): AsyncGenerator<Line> {
  let number = 0;
  let rest: Buffer[] = [];
  let length = 0;
  const finish = (end: Buffer): Line => {
    number += 1;
    length += end.length;
    const isTooLong = length > maxLineBytes;
    const bytes = isTooLong ? end : rest.length === 0 ? end : Buffer.concat([...rest, end]);
    rest = [];
    length = 0;
    if (isTooLong) return { number, fault: `is longer than ${maxLineBytes} bytes` };
    return isUtf8(bytes)
      ? { number, text: bytes.toString('utf8').replace(/^\uFEFF/, '') }
      : { number, fault: 'is not UTF-8' };
  };
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      yield finish(chunk.subarray(start, end));
      start = end + 1;
    }
    length += chunk.length - start;
    if (length <= maxLineBytes) rest.push(chunk.subarray(start));
  }
  if (length > 0) yield finish(Buffer.alloc(0));
}
