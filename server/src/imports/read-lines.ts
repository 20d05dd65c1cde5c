import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';

/** What a line may hold, in bytes; an answer is refused above a quarter of it. */
const longest = 65_536;

/** A line of a file: its number from 1 and its text, or what is wrong with it. */
export type Line = { number: number; text: string } | { number: number; fault: string };

/** The lines of a stream. One that is too long is passed over, and never held. */
export async function* readLines(stream: Readable): AsyncGenerator<Line> {
  let number = 0;
  let rest: Buffer[] = [];
  let length = 0;
  const finish = (end: Buffer): Line => {
    number += 1;
    length += end.length;
    const isTooLong = length > longest;
    const bytes = isTooLong ? end : rest.length === 0 ? end : Buffer.concat([...rest, end]);
    rest = [];
    length = 0;
    if (isTooLong) return { number, fault: `is longer than ${longest} bytes` };
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
    if (length <= longest) rest.push(chunk.subarray(start));
  }
  if (length > 0) yield finish(Buffer.alloc(0));
}
