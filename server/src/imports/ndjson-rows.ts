import type { Readable } from 'node:stream';
import { wrongField } from '../http/problems.ts';
import type { ReadRow } from './import-rows.ts';
import { readLines } from './read-lines.ts';

/** The rows of an NDJSON stream as they come; empty lines are none. */
export async function* ndjsonRows(stream: Readable): AsyncGenerator<ReadRow> {
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
